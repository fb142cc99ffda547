import type { AppId, AttributesEntry, ConversationId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import type { BusMessage, RoomMessage, RoomSums } from '../../../bus/bus.ts';
import { MemoryBus } from '../../../bus/bus-memory.ts';
import { BoundedMap } from '../../../conversation/bounded-map.ts';
import { conversationKey } from '../../../keys.ts';
import { type Limits, limits } from '../../../limits.ts';
import { ServiceError } from '../../../service-error.ts';
import { type Timeline, TimelineError } from '../../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../../timeline/timeline-memory.ts';
import { Attributes } from '../attributes.ts';
import { CounterCommits } from '../counter-commits.ts';
import { Counters, type CountersUse } from '../counters.ts';
import type { RoomRules } from '../room-rules.ts';
import { RoomState } from '../room-state.ts';
import { readSumName } from '../sum-names.ts';
import { TapMemory } from '../tap-memory.ts';

export const app = 'shop' as AppId;
export const room = conversationKey(app, 'room:show' as ConversationId);

export function user(name: string): UserId {
  return name as UserId;
}

/** What a commit is to end as: `lost` had its effect all the same. */
export type Fault = 'refused' | 'lost' | undefined;

/** One store and one bus, on which any number of nodes stand. */
export class Station {
  readonly clock = new FakeClock();
  readonly bus = new MemoryBus();
  readonly store: Timeline = openMemoryTimeline({
    clock: this.clock,
    onCommitted: (all) => {
      for (const entries of all) this.bus.publish(entries.queue, { type: 'entries', entries });
    },
  });
  /** Asked before each commit. */
  fault: () => Fault = () => undefined;
  /** Messages of other nodes that the bus loses. */
  loses: (message: BusMessage) => boolean = () => false;
  readonly reported: unknown[] = [];
  /** Documents that were read, by key. */
  readonly reads: string[] = [];
  #ids = 0;

  readonly timeline: Timeline = {
    ...this.store,
    document: (key) => {
      this.reads.push(key);
      return this.store.document(key);
    },
    commit: async (commit) => {
      const fault = this.fault();
      if (fault === 'refused') throw new TimelineError('unavailable', 'no store');
      const result = await this.store.commit(commit);
      if (fault === 'lost') throw new TimelineError('unavailable', 'no answer');
      return result;
    },
  };

  /** For nodes that are opened from now on. */
  limits: Limits = limits;

  use(node: string) {
    return {
      node,
      timeline: this.timeline,
      bus: this.bus,
      clock: this.clock,
      limits: this.limits,
      speechTimes: new BoundedMap<string, number>(limits.roomSlowSpeakers),
      report: (error: unknown) => this.reported.push(error),
      newId: () => {
        this.#ids += 1;
        return `id${this.#ids}`;
      },
    };
  }

  /** A node that has the room open, with all that its owner does for it. */
  async open(node: string) {
    const use = this.use(node);
    const changes: [before: RoomRules, after: RoomRules][] = [];
    const state = await RoomState.open(use, room, (before, after) => changes.push([before, after]));
    const attributes = await Attributes.open(use, room, state);
    this.bus.subscribe(room, (message) => {
      if (this.loses(message)) return;
      if (message.type === 'changed') state.changed(message);
      if (message.type !== 'entries') return;
      for (const text of message.entries.entries) {
        const entry = JSON.parse(text);
        if (entry.type === 'attributes') attributes.apply(entry as AttributesEntry);
      }
    });
    return { state, attributes, changes, use };
  }

  /** What a node that is dead commits has no effect. */
  counting(node: string, isAlive = () => true): CountersUse {
    const timeline: Timeline = {
      ...this.timeline,
      counts: (key) => this.timeline.counts(key),
      commit: async (commit) => {
        if (!isAlive()) throw new TimelineError('closed', 'the node is gone');
        return this.timeline.commit(commit);
      },
    };
    const use = { ...this.use(node), timeline };
    return { ...use, commits: new CounterCommits(use), taps: new TapMemory(use) };
  }

  async openCounters(use: CountersUse): Promise<Counters> {
    const counters = await Counters.open(use, room);
    this.bus.subscribe(room, (message) => {
      if (message.type !== 'room' || message.node === use.node || this.loses(message)) return;
      if (message.sums !== undefined) counters.take(message.node, message.sums);
    });
    return counters;
  }

  async log(): Promise<Record<string, unknown>[]> {
    const [range] = await this.store.ranges([
      { queue: room, after: 0, limit: 100_000, bytes: 2 ** 30 },
    ]);
    return (range?.entries ?? []).map((text) => JSON.parse(text));
  }
}

export function sumsMessage(node: string, sums: RoomSums): RoomMessage {
  return { type: 'room', node, chat: [], sums, joined: [], joinedMore: 0 };
}

/** A message of a node that started when the clock did. */
export function sumsOf(counts: Record<string, number>, more: Partial<RoomSums> = {}): RoomSums {
  return { start: 1, adds: 0, counts, ...more };
}

/** Totals of all parts that are stored, by counter. */
export function totalsOf(stored: ReadonlyMap<string, number>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const [name, sum] of stored) {
    const { counter } = readSumName(name);
    totals[counter] = (totals[counter] ?? 0) + sum;
  }
  return totals;
}

/** What a refused call was refused with. */
export async function refusal(call: () => unknown): Promise<ServiceError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}
