/** What the senders of a process said and tapped in one room, beside its reliable messages. */
export class RoomBook {
  chatSent = 0;
  /** When the first message was begun, as `nowMs`; Infinity before. */
  firstChatMs = Number.POSITIVE_INFINITY;
  chatAcked = 0;
  chatRefused = 0;
  chatUnknown = 0;
  /** Taps that were acknowledged, by counter … */
  readonly taps: Record<string, number> = {};
  /** … and those of which that is not known. */
  readonly tapsUnknown: Record<string, number> = {};
}
