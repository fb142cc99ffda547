import type {
  Clock,
  RoomAttribute,
  RoomChat,
  RoomEnterAnswer,
  RoomEntry,
  RoomOnline,
  RoomPush,
  RoomStatePush,
} from '@eagre/protocol';
import type { Range } from '../../timeline/timeline.ts';
import { DeviceLog } from './device-log.ts';

/** When a frame came, by the device's monotonic clock. */
export interface Seen {
  readonly atMs: number;
  readonly push: RoomPush;
}

/** What one device knows of one room: it outlives connections, as in the SDK. */
export class DeviceRoom {
  readonly log: DeviceLog;
  /** The device is in, as far as it knows. */
  isIn = false;
  /** It enters again after a reconnect. */
  isWanted = false;
  /** Generation of the last action of the device in the room. */
  gen = 0;
  /** Entries in the order in which they were handed over; the first has this syncId. */
  readonly entries: { syncId: number; entry: RoomEntry; atMs: number }[] = [];
  /** Best-effort messages of frames, in order, with the number of the stay in which they came. */
  readonly chat: { stay: number; said: RoomChat }[] = [];
  readonly counters = new Map<string, number>();
  readonly attributes = new Map<string, RoomAttribute>();
  readonly states: RoomStatePush[] = [];
  readonly answers: RoomEnterAnswer[] = [];
  readonly frames: Seen[] = [];
  /** Names and numbers of those who came in, as told. */
  joined = 0;
  online: RoomOnline = { devices: 0, users: 0 };
  readonly #clock: Clock;

  constructor(clock: Clock, pull: (after: number) => Promise<Range | undefined>) {
    this.#clock = clock;
    this.log = new DeviceLog({
      clock,
      pull,
      handOver: (syncId, entry) => {
        this.entries.push({ syncId, entry, atMs: clock.monotonicMs() });
        if (entry.type === 'attributes') this.#change(entry.version, entry.set, entry.removed);
      },
    });
  }

  entered(answer: RoomEnterAnswer): void {
    if (answer.gap !== undefined) throw new Error(`told of a gap: ${answer.gap}`);
    this.isIn = true;
    this.answers.push(answer);
    this.online = answer.online;
    this.counters.clear();
    this.#takeAll(this.counters, answer.counters);
    this.attributes.clear();
    this.#takeAll(this.attributes, answer.attributes);
    this.log.begin({ epoch: answer.epoch, syncId: answer.from });
    this.log.take(answer.from + 1, answer.entries);
    this.log.told(answer.epoch, answer.head);
  }

  frame(push: RoomPush): void {
    this.frames.push({ atMs: this.#clock.monotonicMs(), push });
    for (const said of push.chat ?? []) this.chat.push({ stay: this.answers.length, said });
    if (push.online !== undefined) this.online = push.online;
    this.#takeAll(this.counters, push.counters ?? {});
    this.joined += (push.joins?.users.length ?? 0) + (push.joins?.more ?? 0);
    if (push.entries !== undefined) this.log.take(push.first ?? 0, push.entries);
    this.log.told(push.epoch, push.head);
  }

  state(push: RoomStatePush): void {
    this.states.push(push);
    if (!['banned', 'closed', 'elsewhere'].includes(push.state)) return;
    this.isIn = false;
    this.isWanted = false;
  }

  /** The last state of some kinds that it was told. */
  lastState(kinds: readonly RoomStatePush['state'][]): RoomStatePush['state'] | undefined {
    return this.states.findLast(({ state }) => kinds.includes(state))?.state;
  }

  #takeAll<T>(into: Map<string, T>, from: Readonly<Record<string, T>>): void {
    for (const [name, value] of Object.entries(from)) into.set(name, value);
  }

  #change(version: number, set: Record<string, unknown>, removed: readonly string[] = []): void {
    const isNews = (name: string) => version > (this.attributes.get(name)?.version ?? 0);
    for (const [name, value] of Object.entries(set)) {
      if (isNews(name)) this.attributes.set(name, { value, version });
    }
    for (const name of removed) if (isNews(name)) this.attributes.delete(name);
  }
}
