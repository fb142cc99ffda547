import type { Random } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { Talk } from '../../traffic/talk.ts';
import { forked } from './forked.ts';
import { StreamsPart } from './streams-part.ts';
import { talkStream } from './talk-stream.ts';

/** Ups and downs that take hours in a week of talk come within the minutes of a run. */
const haste = 30;

/** A group, or a direct conversation, of which this process has some members. */
export interface TalkingGroup {
  conversation: string;
  /** At the plain pace, of this process's members together. */
  perSecond: number;
  devices: readonly Device[];
}

/** What members of groups say to each other: in sessions, with long silences between them. */
export class GroupTalk extends StreamsPart {
  readonly #speaker: Pick<Speaker, 'send' | 'settled'>;

  constructor(
    speaker: Pick<Speaker, 'send' | 'settled'>,
    random: Random,
    groups: readonly TalkingGroup[],
  ) {
    super(speaker);
    this.#speaker = speaker;
    for (const group of groups) {
      if (group.devices.length > 0 && group.perSecond > 0) this.#add(group, forked(random));
    }
  }

  #add({ conversation, perSecond, devices }: TalkingGroup, random: Random): void {
    const talk = new Talk('group', {
      perSecond,
      authors: devices.length,
      random,
      days: false,
      speed: haste,
    });
    const stream = talkStream(talk, ({ author, text }, dueMs) => {
      const device = someoneThere(devices, author);
      this.#speaker.send(device, conversation, { kind: 'text', body: { text } }, dueMs);
    });
    this.add(stream);
  }
}

/** The author, or whoever is next to it and connected: people who are away do not speak. */
function someoneThere(devices: readonly Device[], author: number): Device {
  for (let i = 0; i < devices.length; i += 1) {
    const device = devices[(author + i) % devices.length] as Device;
    if (device.isReady) return device;
  }
  return devices[author % devices.length] as Device;
}
