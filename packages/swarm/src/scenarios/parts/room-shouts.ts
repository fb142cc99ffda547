import type { Random } from '@eagre/protocol';
import { shouts } from '../../crowd/phrases.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { exponentialMs, forked } from './forked.ts';
import type { Pace } from './phases.ts';
import type { LivelyRoom } from './room-chat.ts';
import { StreamsPart } from './streams-part.ts';
import type { Stream } from './timeline.ts';

/**
 * "3, 2, 1, link!": everybody shouts, one after the other and not the talkative ones alone, so that
 * many times the plain rate stays within what each user may say. To be paced: 0 while all is quiet.
 */
export class RoomShouts extends StreamsPart {
  readonly #speaker: Pick<Speaker, 'chat' | 'settled'>;

  constructor(
    speaker: Pick<Speaker, 'chat' | 'settled'>,
    random: Random,
    rooms: readonly LivelyRoom[],
  ) {
    super(speaker);
    this.#speaker = speaker;
    for (const room of rooms) this.add(this.#shoutsIn(room, forked(random)));
  }

  #shoutsIn({ room, perSecond, devices }: LivelyRoom, random: Random): Stream {
    let turn = Math.floor(random.next() * devices.length);
    return {
      gapMs: () => exponentialMs(random, perSecond),
      act: (dueMs) => {
        turn += 1;
        const device = devices[turn % devices.length];
        const text = shouts[Math.floor(random.next() * shouts.length)] as string;
        if (device !== undefined) this.#speaker.chat(device, room, text, dueMs);
      },
    };
  }
}

/** Of a shout's time: how fast it rises. */
const riseShare = 0.1;
/** It fades to this within its time. */
const endShare = 0.1;

/** The pace of a shout that lasts so long: up to `height` at once, then fading as it goes on. s. */
export function shoutPace(height: number, lasts: number): Pace {
  const rise = lasts * riseShare;
  return (seconds) => {
    if (seconds < rise) return (height * seconds) / rise;
    return height * endShare ** ((seconds - rise) / (lasts - rise));
  };
}
