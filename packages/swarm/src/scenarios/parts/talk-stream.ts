import type { Said, Talk } from '../../traffic/talk.ts';
import type { Stream } from './timeline.ts';

/** The messages of a talk, each handed to `say` when it is due. */
export function talkStream(
  talk: Pick<Talk, 'next'>,
  say: (message: Said, dueMs: number) => void,
): Stream {
  let lastMs = 0;
  let next: Said | undefined;
  return {
    gapMs: () => {
      next = talk.next();
      const gapMs = next.offsetMs - lastMs;
      lastMs = next.offsetMs;
      return gapMs;
    },
    act: (dueMs) => {
      if (next !== undefined) say(next, dueMs);
    },
  };
}
