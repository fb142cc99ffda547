import type { Clock } from '@eagre/protocol/clock';
import type { Random } from '@eagre/protocol/random';

/** 20 characters of chance: two of them are the same after 10^15. */
export function randomName(random: Random): string {
  let text = '';
  while (text.length < 20) text += Math.floor(random.next() * 36).toString(36);
  return text;
}

/**
 * A name for a message. It begins with the time, so that new ones stand side by side in the index by
 * which a server knows what was sent before, instead of all over it. The time has the same length until
 * 2059; the order of ids means nothing.
 */
export function newClientId(clock: Clock, random: Random): string {
  return `${Math.max(0, Math.floor(clock.now())).toString(36)}-${randomName(random)}`;
}
