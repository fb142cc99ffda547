/** Entries of one queue that stand there one after the other, as the store told of them. */
export interface EntryRun {
  readonly queue: string;
  readonly epoch: number;
  readonly first: number;
  /** JSON texts. */
  readonly entries: readonly string[];
}

/** Monotonic, ms: when a message was read from its socket, and when it was let in. */
export interface Arrival {
  readonly receivedMs: number;
  readonly admittedMs: number;
}

/** Best-effort chat as the nodes of a room hand it on. */
export interface SaidChat {
  /** JSON text of a `RoomChat`. */
  readonly text: string;
  readonly sender: string;
}

/** … and what a sender said of a message that no place in a log is known by. */
export interface ChatHead {
  readonly from: string;
  /** Without one nobody can follow it. */
  readonly id: string | undefined;
  readonly kind: string;
}

/** A queue that devices follow. */
export interface FollowedQueue {
  readonly key: string;
  readonly isUserQueue: boolean;
}

/** Consecutive entries of a queue in one frame. */
export interface FrameRun {
  readonly epoch: number;
  readonly first: number;
  readonly items: readonly string[];
}

/** Entries of a log by their places, both inclusive. */
export interface EntrySpan {
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
}

/** What became of a message that was sent: its place, if it has one. */
export interface SentPlace {
  readonly epoch?: number | undefined;
  readonly syncId?: number | undefined;
  /** It was there already: this is not the way it came. */
  readonly duplicate?: true | undefined;
}

/** Followed messages that devices are handed now. */
export interface HandOut {
  /** The first device is about to get them … */
  began(): void;
  /** … and the last has: so many took the frame, and so many are behind. */
  ended(devices: number, behind: number): void;
}

/** Where messages come in. */
export interface Arrivals {
  /** For a message that is let in now. */
  arrival(receivedMs: number): Arrival;
  /** The message that came in then was stored. */
  stored(app: string, conversation: string, place: SentPlace, arrival: Arrival): void;
  /** The same of one for a single member; its place is that of the message it stands behind. */
  personal(
    app: string,
    conversation: string,
    head: ChatHead,
    place: SentPlace,
    arrival: Arrival,
  ): void;
  /** The best-effort message that came in then is in its room. */
  said(app: string, room: string, chat: ChatHead, arrival: Arrival): void;
}

/**
 * What the stations tell of the messages that pass them, so that the ways of some can be shown. For
 * most messages a call is one look at a hash.
 */
export interface Ways extends Arrivals {
  /** Written down, of all queues; before anybody is told. */
  committed(all: readonly EntryRun[]): void;
  /** The same entries were given to the bus. */
  published(run: EntryRun): void;
  /** The bus brought what may be another node's. */
  heard(run: EntryRun): void;
  /** Devices that follow the queue are about to be handed these entries in one frame. */
  handOut(queue: FollowedQueue, run: FrameRun): HandOut | undefined;
  /** Chat of a room (its key) goes to the bus, or came from another node. */
  chat(room: string, items: readonly SaidChat[], station: 'published' | 'heard'): void;
  /**
   * Of this chat of a room only those are `kept`, in the same order; the others are not shown here.
   * `why` is a `DropReason`, or `unpublished`: other nodes do not get it.
   */
  dropped(room: string, items: readonly SaidChat[], kept: readonly SaidChat[], why: string): void;
  /** The window of a room ended: this chat and these entries go to its devices. */
  flushed(
    room: string,
    items: readonly SaidChat[],
    entries: EntrySpan | undefined,
  ): HandOut | undefined;
}

/** Where nobody looks. */
export const noWays: Ways = {
  arrival: (receivedMs) => ({ receivedMs, admittedMs: receivedMs }),
  stored: () => {},
  personal: () => {},
  said: () => {},
  committed: () => {},
  published: () => {},
  heard: () => {},
  handOut: () => undefined,
  chat: () => {},
  dropped: () => {},
  flushed: () => undefined,
};
