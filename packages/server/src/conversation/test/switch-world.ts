import type { PullAnswer, QueueId, QueuePosition, SyncAnswer } from '@eagre/protocol';
import { FakeClock, type SeededRandom } from '@eagre/testkit';
import { type QueueKey, queueOfKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import type { Committed } from '../../timeline/committed.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import { coldStart } from '../cold-start.ts';
import { Interest } from '../interest.ts';
import { pullRanges } from '../pull-ranges.ts';
import { type ConversationServices, createConversationServices } from '../services.ts';
import { ModelDevice } from './model-device.ts';
import { app, by, user } from './station.ts';

/**
 * The conversation station with devices round it. Commits, answers and pushes take random times, so
 * that they overtake each other wherever they may; some pushes are lost.
 */
export class SwitchWorld {
  readonly clock = new FakeClock();
  readonly services: ConversationServices;
  readonly devices = new Map<string, ModelDevice>();
  readonly #random: SeededRandom;
  readonly #timeline: Timeline;
  readonly #interest: Interest<ModelDevice>;
  readonly #followed = new Map<ModelDevice, Set<QueueKey>>();
  /** When the last push of a topic to a device arrives: within a topic pushes keep their order. */
  readonly #arrivals = new Map<string, number>();
  readonly #loss: number;

  constructor(random: SeededRandom, loss: number) {
    this.#random = random;
    this.#loss = loss;
    const store = openMemoryTimeline({
      clock: this.clock,
      onCommitted: (all) => {
        for (const committed of all) this.#publish(committed);
      },
    });
    this.#timeline = {
      ...store,
      commit: async (commit) => {
        await this.#pause(4);
        const result = await store.commit(commit);
        await this.#pause(4);
        return result;
      },
      ranges: async (requests) => {
        await this.#pause(2);
        return store.ranges(requests);
      },
      memberships: async (key) => {
        const list = await store.memberships(key);
        await this.#pause(6);
        return list;
      },
    };
    this.services = createConversationServices({
      timeline: this.#timeline,
      bus: { publish: () => {} },
      clock: this.clock,
      limits,
      report: (error) => {
        throw error;
      },
    });
    this.#interest = new Interest<ModelDevice>({
      fanout: {
        subscribe: (device, key) => void this.#followed.get(device)?.add(key),
        unsubscribe: (device, key) => void this.#followed.get(device)?.delete(key),
        setLane: () => {},
        followedBy: (device) => [...(this.#followed.get(device) ?? [])],
      },
      devicesOf: (key) => {
        const device = this.devices.get(key.slice(`${app}/`.length));
        return device === undefined ? [] : [device];
      },
      cache: this.services.cache,
      timeline: this.#timeline,
      clock: this.clock,
      limits,
      report: (error) => {
        throw error;
      },
    });
  }

  /** A new connection of the user's one device; the old one is cut. */
  async connect(name: string): Promise<void> {
    const device = this.devices.get(name) ?? this.#newDevice(name);
    this.#followed.set(device, new Set());
    await device.connect();
  }

  /** What the fan-out sends to the user's device. */
  followedBy(name: string): QueueKey[] {
    const device = this.devices.get(name);
    return device === undefined ? [] : [...(this.#followed.get(device) ?? [])].toSorted();
  }

  close(): void {
    this.#interest.close();
    this.services.close();
  }

  #newDevice(name: string): ModelDevice {
    const device = new ModelDevice(name, {
      coldStart: (one, positions) => this.#coldStart(one, positions),
      pull: async (asker, ranges) => {
        const answer = await pullRanges(
          { ...this.services, requireInRoom: () => {} },
          by(asker),
          ranges,
          4000,
        );
        await this.#pause(3);
        return JSON.parse(answer) as PullAnswer;
      },
    });
    this.devices.set(name, device);
    return device;
  }

  async #coldStart(device: ModelDevice, positions: QueuePosition[]): Promise<SyncAnswer> {
    const { session } = device;
    const of = user(device.user);
    this.#interest.enter(app, of, device);
    const { fields } = await coldStart(this.#timeline, {
      app,
      user: of,
      positions,
      recent: 100,
      bytes: 3000,
      follow: (memberships) => {
        if (session === device.session) this.#interest.follow(app, of, device, memberships);
      },
    });
    return JSON.parse(`{${fields}}`) as SyncAnswer;
  }

  #publish({ queue, epoch, first, entries }: Committed): void {
    const id = queueOfKey(queue);
    if (id.startsWith('user:')) this.#interest.passed(queue, { queue, epoch, first, entries });
    for (const [device, followed] of this.#followed) {
      if (!followed.has(queue) || this.#random.chance(this.#loss)) continue;
      this.#push(device, id, () => device.entries(id, first, [...entries]));
    }
  }

  #push(device: ModelDevice, id: QueueId, deliver: () => void): void {
    const { session } = device;
    const lane = `${device.user} ${id}`;
    const now = this.clock.monotonicMs();
    const arrival = Math.max(now + this.#random.int(5), this.#arrivals.get(lane) ?? 0);
    this.#arrivals.set(lane, arrival);
    this.clock.setTimer(arrival - now, () => {
      if (session === device.session) deliver();
    });
  }

  #pause(mostMs: number): Promise<void> {
    const ms = this.#random.int(mostMs + 1);
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => this.clock.setTimer(ms, resolve));
  }
}
