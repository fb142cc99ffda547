/** Why something meant for a device was not sent to it. */
export type DropReason =
  /** Entries, because the outbox was full: the device is told the head and pulls. */
  | 'entries_outbox_full'
  /** Entries of a queue in which the device was behind already. */
  | 'entries_behind'
  /** Entries that came while the connection was being set up; its answer has them or a head follows. */
  | 'entries_corked'
  /** The network did not take it. */
  | 'ephemeral_refused'
  | 'ephemeral_outbox_full'
  | 'ephemeral_corked'
  /** Whatever still waited when the connection closed. */
  | 'closed';

export const dropReasons = [
  'entries_outbox_full',
  'entries_behind',
  'entries_corked',
  'ephemeral_refused',
  'ephemeral_outbox_full',
  'ephemeral_corked',
  'closed',
] as const satisfies readonly DropReason[];

/** Counters since the start, for all connections of a gateway. */
export interface GatewayCounters {
  opened: number;
  /** By close name, or `peer` when the device closed or vanished. */
  readonly closed: Record<string, number>;
  framesIn: number;
  bytesIn: number;
  /** Answers, notices and heads; frames of the fan-out are counted there. */
  framesOut: number;
  /** Of all frames that the network took at once; those of a jammed line are not in it. */
  bytesOut: number;
  readonly drops: Record<DropReason, number>;
  /** Times a socket stopped taking frames … */
  blockedTimes: number;
  /** … and how many are blocked now. */
  blockedNow: number;
  /** Head pushes sent in place of entries. */
  headPushes: number;
  /** Commands refused before they were dispatched. */
  refused: number;
}

export function newGatewayCounters(): GatewayCounters {
  return {
    opened: 0,
    closed: {},
    framesIn: 0,
    bytesIn: 0,
    framesOut: 0,
    bytesOut: 0,
    drops: {
      entries_outbox_full: 0,
      entries_behind: 0,
      entries_corked: 0,
      ephemeral_refused: 0,
      ephemeral_outbox_full: 0,
      ephemeral_corked: 0,
      closed: 0,
    },
    blockedTimes: 0,
    blockedNow: 0,
    headPushes: 0,
    refused: 0,
  };
}
