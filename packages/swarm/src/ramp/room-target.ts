import type { Device } from '../device/device.ts';
import { inParallel } from '../engine/in-parallel.ts';
import { type Load, type OptionValues, shareOf } from '../engine/load.ts';
import { Schedule } from '../engine/schedule.ts';
import { ChatTexts } from '../traffic/chat-texts.ts';
import { RampSender } from './ramp-sender.ts';
import type { RampTarget, TargetLoad } from './target.ts';
import { WatchedPopulation, watchChat } from './watch-fleet.ts';

type RoomStage = {
  room: string;
  users: number;
  reliablePerSecond: number;
  /** Of the room, with all devices in it. ms. */
  windowMs: number;
};

/** As many as the server lets in without a queue. */
const entersAtOnce = 64;
const devicesOf = (options: OptionValues) => Number(options['devices']);
/** Longer than the window by what one flush takes at most. ms. */
const quietOverWindowMs = 400;
/** The server's longest window for rooms of this size, unless told. ms. */
const likelyWindowMs = 250;

export const roomTarget: RampTarget<RoomStage> = {
  name: 'room',
  about: 'chat messages a second that are said in one room, all shown to all of its devices',
  unit: 'messages/s',
  options: {
    devices: { type: 'number', about: 'in the room', default: 1000, min: 2, max: 500_000 },
    window: {
      type: 'number',
      about: 'of the room, ms; -1: as the server chooses by the online count',
      default: -1,
      min: -1,
      max: 10_000,
    },
    reliable: {
      type: 'number',
      about: 'reliable messages a second besides, by the host',
      default: 2,
      min: 0,
      max: 15,
    },
  },
  timers: ['chat', 'reliable', 'ack'],
  objectives: 'p99<500ms, delivered>95%, refused=0, loss=0, disconnects=0',
  from: 20,
  most: () => 100_000,
  devices: devicesOf,
  fanOut: devicesOf,

  async prepare({ options, runId, rooms, api }) {
    const room = `room:${runId}-r0`;
    const window = Number(options['window']);
    // What the display cap leaves out would not be the server's failure.
    const shown = { displayPerSecond: 0 };
    await rooms.create(room, window < 0 ? shown : { ...shown, windowMs: window });
    const host = `/v1/rooms/${encodeURIComponent(room)}/roles/${encodeURIComponent(userOf(runId, 0))}`;
    await api.put(host, { role: 'host' });
    return {
      room,
      users: devicesOf(options),
      reliablePerSecond: Number(options['reliable']),
      windowMs: window < 0 ? likelyWindowMs : window,
    };
  },

  async open(load, { room, users, reliablePerSecond, windowMs }, tally) {
    const all = Array.from({ length: users }, (_user, index) => userOf(load.runId, index));
    const population = new WatchedPopulation(load, shareOf(all, load.share), tally);
    await population.connect();
    const { devices } = population;
    watchChat(load.fleet, devices, tally);
    await inParallel(
      devices,
      entersAtOnce,
      (device) => population.enter(device, room),
      (done) => load.progress('entering the room', done / devices.length),
    );
    const sender = new RampSender(load, tally);
    return new RoomLoad(load, { room, devices, sender, reliablePerSecond, windowMs });
  },
};

function userOf(runId: string, index: number): string {
  return `${runId}u${index}`;
}

interface Parts {
  room: string;
  devices: readonly Device[];
  sender: RampSender;
  reliablePerSecond: number;
  windowMs: number;
}

/** Everybody speaks in turn; the room's host, in the first process, says what must not be lost. */
class RoomLoad implements TargetLoad {
  readonly #load: Load;
  readonly #parts: Parts;
  readonly #texts: ChatTexts;
  readonly #reliable: Schedule;
  readonly quietMs: number;
  #next = 0;

  constructor(load: Load, parts: Parts) {
    this.#load = load;
    this.#parts = parts;
    this.#texts = new ChatTexts(load.random);
    this.quietMs = parts.windowMs + quietOverWindowMs;
    const { devices, sender, room } = parts;
    this.#reliable = new Schedule((dueMs) => {
      const host = devices[0];
      if (host !== undefined) sender.reliable(host, room, this.#texts.next(), dueMs);
    });
  }

  act(dueMs: number): void {
    const { devices, sender, room } = this.#parts;
    const device = devices[this.#next % devices.length];
    this.#next += 1;
    if (device !== undefined) sender.chat(device, room, this.#texts.next(), dueMs);
  }

  start(): void {
    const { reliablePerSecond } = this.#parts;
    if (this.#load.share.index === 0 && reliablePerSecond > 0) {
      this.#reliable.run(reliablePerSecond);
    }
  }

  stop(): void {
    this.#reliable.stop();
  }

  arrivals(): number {
    return this.#load.fleet.deliveries;
  }

  reliableArrived(): number {
    return this.#load.fleet.reliable;
  }
}
