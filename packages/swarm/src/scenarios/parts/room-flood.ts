import type { Random } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { ChatTexts } from '../../traffic/chat-texts.ts';
import { exponentialMs, forked } from './forked.ts';
import { StreamsPart } from './streams-part.ts';

export interface FloodedRoom {
  room: string;
  /** Messages at the plain pace, of this process's devices together. */
  perSecond: number;
  /** Of each text. */
  bytes: number;
  devices: readonly Device[];
}

/** Long messages, one device after the other, so that a room's frames are as large as one likes. */
export class RoomFlood extends StreamsPart {
  constructor(
    speaker: Pick<Speaker, 'chat' | 'settled'>,
    random: Random,
    { room, perSecond, bytes, devices }: FloodedRoom,
  ) {
    super(speaker);
    const chance = forked(random);
    const texts = new ChatTexts(chance);
    let turn = 0;
    this.add({
      gapMs: () => exponentialMs(chance, perSecond),
      act: (dueMs) => {
        const device = devices[turn % devices.length];
        turn += 1;
        if (device !== undefined) speaker.chat(device, room, texts.ofLength(bytes), dueMs);
      },
    });
  }
}
