import type { RoomStats } from '../../target/rooms-api.ts';
import type { Verdict } from '../../verdict/verdict.ts';

/** Whether lines were really jammed, and the nodes counted what it did not send on them. */
export function judgeJam(books: readonly Pick<RoomStats, 'chat' | 'reliable'>[]): Verdict {
  const sum = (read: (one: (typeof books)[number]) => number) =>
    books.reduce((total, one) => total + read(one), 0);
  const refused = sum(({ chat }) => chat.refused);
  const later = sum(({ reliable }) => reliable.retried + reliable.carried);
  const pulled = sum(({ reliable }) => reliable.pulled);
  const text =
    refused > 0
      ? `${refused} best-effort messages × devices were left out where a line was jammed, and counted; ` +
        `reliable ones came later ${later} times by a frame and ${pulled} times by a pull`
      : 'no line was jammed: the network took all; let more be said (--chat, --bytes, --pause)';
  return { name: 'jam', ok: refused > 0, text };
}
