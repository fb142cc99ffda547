import type { ReadMark } from '@eagre/client';
import { useClient, useConnection } from '@eagre/client/react';
import { useEffect, useState } from 'react';
import { pageMembers } from './use-members.ts';

/** Those who have read a message, or why they are not there. */
export type Readers = readonly string[] | 'loading' | 'failed';

interface Asked {
  readonly conversation: string;
  readonly syncId: number;
  readonly from: string;
}

/** Nobody is told how others read on in a group: it is asked when it is shown, and after a lost connection. */
export function useReaders({ conversation, syncId, from }: Asked): Readers {
  const client = useClient();
  const { online } = useConnection();
  const [readers, setReaders] = useState<Readers>('loading');
  useEffect(() => {
    if (!online) return;
    let isOver = false;
    const show = (next: Readers) => {
      if (!isOver) setReaders(next);
    };
    client
      .conversation(conversation)
      .readMarks({ limit: pageMembers })
      .then(
        ({ reads }) => show(readersOf(reads, syncId, from)),
        () => show('failed'),
      );
    return () => {
      isOver = true;
    };
  }, [client, online, conversation, syncId, from]);
  return readers;
}

/** Who has read up to an entry, its sender left out. */
export function readersOf(reads: readonly ReadMark[], syncId: number, from: string): string[] {
  return reads.flatMap(({ user, syncId: upTo }) => (user !== from && upTo >= syncId ? [user] : []));
}
