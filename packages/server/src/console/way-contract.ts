import type { WayStationName } from '../observability/way-ring.ts';

/** The part of `contract.ts` about the ways of messages. */

/** GET ways?app=APP&conversation=ID&limit=N: messages whose way is known, newest first. */
export interface WaysAnswer {
  readonly ways: readonly WaySummary[];
  /** One of so many messages is followed now. */
  readonly oneOf: number;
  /** Of these every one, because an operator asked for it; those that end first come first. */
  readonly following: readonly Following[];
  readonly missing: readonly string[];
}

/**
 * POST apps/{app}/follow {conversation?, from?}, at least one of both: their messages are followed from
 * now on, each of them up to some hundred a second, for ten minutes; asked again it begins anew. 409
 * `limit_exceeded` when 16 are followed already. DELETE apps/{app}/follow with the same in its query
 * ends it.
 */
export interface FollowTarget {
  readonly conversation?: string;
  /** The sender. */
  readonly from?: string;
}

export interface Following extends FollowTarget {
  readonly app: string;
  readonly until: number;
}

export interface FollowAnswer extends Following {
  /** Nodes that were not told. */
  readonly missing: readonly string[];
}

export interface WaySummary {
  readonly id: string;
  readonly app: string;
  readonly conversation: string;
  readonly kind: string;
  readonly from?: string;
  readonly at: number;
  /** From the first station to the last device, as far as known. */
  readonly tookMs?: number;
  /** It is for one member. */
  readonly personal?: true;
}

/**
 * GET ways/{id}?app=APP&conversation=ID&from=USER; times of stations have fractions. A message to which its sender
 * gave no id has its place for one: `group:lobby~EPOCH~SYNCID`.
 */
export interface WayAnswer extends WaySummary {
  /** False: too old, or not one of those that are followed; what the store knows is there all the same. */
  readonly followed: boolean;
  /** Of a personal message those of the message that it stands behind. */
  readonly syncId?: number;
  readonly epoch?: number;
  readonly stations: readonly WayStation[];
  /** Other messages with that id, newest first: senders choose ids, and several may choose the same. */
  readonly alike: readonly WaySummary[];
  readonly missing: readonly string[];
}

export interface WayStation {
  readonly node: string;
  readonly station: WayStationName;
  readonly at: number;
  /** Devices of the node that got it, of `last` … */
  readonly devices?: number;
  /** … and those that did not take it, if any: chat is lost to them, what is stored they fetch. */
  readonly behind?: number;
  /**
   * Why it is not shown on that node, of `dropped`: `sender_cap`, `receiver_cap`, `buffer_full`,
   * `closed` as rooms count them, or `unpublished`: not told to other nodes, shown here all the same.
   */
  readonly why?: string;
}
