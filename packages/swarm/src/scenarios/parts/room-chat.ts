import type { Random } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { Talk } from '../../traffic/talk.ts';
import { forked } from './forked.ts';
import { StreamsPart } from './streams-part.ts';
import { talkStream } from './talk-stream.ts';
import type { Stream } from './timeline.ts';

/** A room of which this process has some devices. */
export interface LivelyRoom {
  room: string;
  /** At the plain pace, of this process's devices together. */
  perSecond: number;
  /** Who is there; it may change meanwhile. */
  devices: readonly Device[];
  /** How many speak; as many as are there at the start, unless told. */
  people?: number;
}

/** What viewers say in rooms, as in a real show: in bursts, and some of them much more than others. */
export class RoomChat extends StreamsPart {
  readonly #speaker: Pick<Speaker, 'chat' | 'settled'>;

  constructor(
    speaker: Pick<Speaker, 'chat' | 'settled'>,
    random: Random,
    rooms: readonly LivelyRoom[],
  ) {
    super(speaker);
    this.#speaker = speaker;
    for (const room of rooms) {
      if (room.perSecond > 0) this.add(this.#talkIn(room, forked(random)));
    }
  }

  #talkIn(
    { room, perSecond, devices, people = devices.length }: LivelyRoom,
    random: Random,
  ): Stream {
    const talk = new Talk('show', { perSecond, authors: Math.max(1, people), random });
    return talkStream(talk, ({ author, text }, dueMs) => {
      const device = devices[author % devices.length];
      if (device !== undefined) this.#speaker.chat(device, room, text, dueMs);
    });
  }
}
