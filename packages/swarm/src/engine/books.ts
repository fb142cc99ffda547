import type { WireError } from '@eagre/protocol';

/**
 * What the senders of one process did, against which is judged what the receivers of all processes saw.
 * Every sender writes into it; nobody sends past it.
 */
export interface Books {
  /** A message of a conversation or a reliable one of a room is on its way. */
  sent(conversation: string): void;
  /** … is stored, at this place. */
  acked(conversation: string, syncId: number, clientId: string): void;
  /** … was refused for good, and must never be seen. */
  refused(conversation: string, clientId: string, error: WireError): void;
  /** … was never answered, however often it was tried: it may be stored or not. */
  unknown(conversation: string, clientId: string): void;

  /** A best-effort message of a room, the same. */
  chatSent(room: string): void;
  chatAcked(room: string): void;
  /** With its clientId the message must never be shown. */
  chatRefused(room: string, clientId?: string): void;
  /** Its answer was lost: it may have been taken in or not. */
  chatUnknown(room: string): void;

  /** Taps of a counter that were acknowledged, and ones of which that is not known. */
  tapped(room: string, counter: string, count: number): void;
  tapsUnknown(room: string, counter: string, count: number): void;
}
