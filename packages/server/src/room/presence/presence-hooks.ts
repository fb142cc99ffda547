import type { Member } from '../member.ts';

/**
 * What the presence tells of members, synchronously and in order. What a hook throws is reported and
 * changes nothing: who is where has been decided by then.
 */
export interface PresenceHooks {
  /** New in the room. */
  entered(member: Member): void;
  /** Came back in time, or over a new connection: it was detached before, always. */
  returned(member: Member): void;
  /** Its connection is gone; it is still counted, and gets no frames. */
  detached(member: Member): void;
  /** Gone for good. If it was attached until now, no `detached` came before. */
  left(member: Member): void;
}
