import type { RoomStats } from '../../target/rooms-api.ts';
import type { Verdict } from '../../verdict/verdict.ts';

/** Whether lines were really jammed, and the server counted what it did not send on them. */
export function judgeJam({ chat, reliable }: Pick<RoomStats, 'chat' | 'reliable'>): Verdict {
  const { refused } = chat;
  const { retried, carried, pulled } = reliable;
  const text =
    refused > 0
      ? `${refused} best-effort messages × devices were left out where a line was jammed, and counted; ` +
        `reliable ones came later ${retried + carried} times by a frame and ${pulled} times by a pull`
      : 'no line was jammed: the network took all; let more be said (--chat, --bytes, --pause)';
  return { name: 'jam', ok: refused > 0, text };
}
