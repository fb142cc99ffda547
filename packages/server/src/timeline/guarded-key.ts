import type { ConversationKey, DocumentKey } from '../keys.ts';
import type { Guard } from './timeline.ts';

/** What a guard is on. */
export function guardedKey(guard: Guard): ConversationKey | DocumentKey {
  return 'document' in guard ? guard.document : guard.conversation;
}
