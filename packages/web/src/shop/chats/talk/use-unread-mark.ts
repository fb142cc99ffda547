import type { ConversationView } from '@eagre/client/react';
import { useState } from 'react';
import { firstUnread } from './unread-mark.ts';

export interface UnreadMark {
  /** The line over which the mark stands. */
  readonly key: string | undefined;
  /** The person answered: has read it all. */
  clear(): void;
}

/**
 * The mark is set where this user had read to when the conversation opened, and anew where the person
 * looked away. It stays while the messages below are being read.
 */
export function useUnreadMark(
  { lines, head, status, reads }: ConversationView,
  me: string,
  isLooking: boolean,
): UnreadMark {
  const [after, setAfter] = useState<number | undefined>(undefined);
  const [wasReady, setReady] = useState(false);
  const [wasLooking, setLooking] = useState(isLooking);
  if (status === 'ready' && !wasReady) {
    setReady(true);
    setAfter(reads[me]);
  }
  if (wasReady && wasLooking !== isLooking) {
    setLooking(isLooking);
    if (!isLooking) setAfter(head);
  }
  return { key: firstUnread(lines, after), clear: () => setAfter(undefined) };
}
