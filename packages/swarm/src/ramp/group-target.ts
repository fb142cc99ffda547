import { wireLimits } from '@eagre/protocol';
import type { Device } from '../device/device.ts';
import { type Load, type OptionValues, shareOf } from '../engine/load.ts';
import { ChatTexts } from '../traffic/chat-texts.ts';
import { RampSender } from './ramp-sender.ts';
import type { RampTarget, TargetLoad } from './target.ts';
import { WatchedPopulation, watchEntries } from './watch-fleet.ts';

type GroupStage = { group: string; members: number };

const membersOf = (options: OptionValues) => Number(options['members']);
/** A server that makes a device pull has told it of the head by then. ms. */
const quietMs = 500;

export const groupTarget: RampTarget<GroupStage> = {
  name: 'group',
  about: 'messages a second that are sent to one group, with all members online',
  unit: 'messages/s',
  options: {
    members: {
      type: 'number',
      about: 'of the group, each with one device; more than 500 only if the server allows it',
      default: 320,
      min: 2,
      max: 10_000,
    },
  },
  timers: ['entries', 'ack'],
  objectives: 'p99<500ms, delivered>95%, refused=0, loss=0, disconnects=0',
  from: 20,
  most: () => 100_000,
  devices: membersOf,
  fanOut: membersOf,

  async prepare({ options, runId, api, progress }) {
    const group = `group:${runId}-g0`;
    const members = membersOf(options);
    const users = usersOf(runId, members);
    const step = wireLimits.usersPerCommand;
    await api.post('/v1/groups', { group, members: users.slice(0, step) });
    for (let at = step; at < members; at += step) {
      progress('making the group', at / members);
      const path = `/v1/groups/${encodeURIComponent(group)}/members`;
      await api.post(path, { users: users.slice(at, at + step) });
    }
    return { group, members };
  },

  async open(load, { group, members }, tally) {
    const users = shareOf(usersOf(load.runId, members), load.share);
    const population = new WatchedPopulation(load, users, tally);
    await population.connect();
    watchEntries(load.fleet, population.devices, tally);
    return new GroupLoad(load, group, population.devices, new RampSender(load, tally));
  },
};

function usersOf(runId: string, count: number): string[] {
  return Array.from({ length: count }, (_user, index) => `${runId}u${index}`);
}

class GroupLoad implements TargetLoad {
  readonly #load: Load;
  readonly #group: string;
  readonly #devices: readonly Device[];
  readonly #sender: RampSender;
  readonly #texts: ChatTexts;
  readonly quietMs = quietMs;
  #next = 0;

  constructor(load: Load, group: string, devices: readonly Device[], sender: RampSender) {
    this.#load = load;
    this.#group = group;
    this.#devices = devices;
    this.#sender = sender;
    this.#texts = new ChatTexts(load.random);
  }

  act(dueMs: number): void {
    const device = this.#devices[this.#next % this.#devices.length];
    this.#next += 1;
    if (device !== undefined) this.#sender.send(device, this.#group, this.#texts.next(), dueMs);
  }

  arrivals(): number {
    return this.#load.fleet.deliveries;
  }

  reliableArrived(): number {
    return this.#load.fleet.entries;
  }
}
