import type { ConversationId, UserId } from '@eagre/protocol';
import { FakeClock, type SeededRandom } from '@eagre/testkit';
import {
  type ConversationKey,
  conversationKey,
  type QueueKey,
  userQueueKey,
} from '../../../keys.ts';
import { limits } from '../../../limits.ts';
import { app, entry, keyOfUser } from '../../conformance/subject-conformance.ts';
import type { Commit, Timeline } from '../../timeline.ts';
import { TimelineError } from '../../timeline.ts';
import { openShardedTimeline } from '../../timeline-sharded.ts';
import { MemoryShard } from './memory-shard.ts';

export interface WorldNode {
  readonly name: string;
  readonly timeline: Timeline;
}

/** Nodes over servers in memory that lose answers, are late, and are away. */
export class ShardedWorld {
  readonly clock = new FakeClock();
  readonly servers: readonly MemoryShard[];
  readonly random: SeededRandom;
  readonly reported: unknown[] = [];
  /** Share of calls that fail before they reach the server, and of answers that are lost. */
  loss = 0;
  /** ms, at most, in each direction. */
  delayMs = 0;
  readonly #dead = new Set<string>();
  #ids = 0;
  #nodes = 0;

  constructor(random: SeededRandom, names = ['a', 'b', 'c']) {
    this.random = random;
    this.servers = names.map((name) => new MemoryShard(name, this.clock));
    for (const server of this.servers) server.fault = (node) => this.#fault(node);
  }

  async open(): Promise<WorldNode> {
    const name = `n${this.#nodes++}`;
    const timeline = await openShardedTimeline({
      servers: this.servers.map((server) => server.as(name)),
      clock: this.clock,
      random: this.random,
      newId: () => `${name}.${this.#ids++}`,
      limits,
      report: (error) => this.reported.push(error),
    });
    return { name, timeline };
  }

  /** Whatever it does from now on reaches nobody, and it is told nothing. */
  kill({ name }: WorldNode): void {
    this.#dead.add(name);
  }

  heal(): void {
    this.loss = 0;
    for (const server of this.servers) server.isAway = false;
  }

  async #fault(node: string): Promise<void> {
    if (this.#dead.has(node)) throw new TimelineError('unavailable', `${node} is dead`);
    if (this.delayMs > 0 && this.random.next() < 0.5) {
      const ms = this.random.next() * this.delayMs;
      await new Promise<void>((resolve) => void this.clock.setTimer(ms, resolve));
    }
    if (this.random.next() < this.loss) throw new TimelineError('unavailable', 'lost');
  }
}

export function groupKey(name: string): ConversationKey {
  return conversationKey(app, `group:${name}` as ConversationId);
}

export function inbox(user: string): QueueKey {
  return userQueueKey(app, user as UserId);
}

/** A message of a group in write mode: one entry of its log, and a copy for each member. */
export function message(group: ConversationKey, users: readonly string[], id: string): Commit {
  return {
    once: { sender: keyOfUser('sender'), clientId: id, at: 1 },
    appends: [
      { queues: [group], entry: entry(id) },
      { queues: users.map(inbox), entry: entry(id), stamp: group },
    ],
  };
}

export async function entriesOf(timeline: Timeline, queue: QueueKey): Promise<string[]> {
  const [range] = await timeline.ranges([{ queue, after: 0, limit: 1e6, bytes: 1e9 }]);
  return range?.entries ?? [];
}

/** Places in a conversation's log, as the copies in a queue tell them, in the queue's order. */
export function stampsOf(entries: readonly string[], group: ConversationKey): number[] {
  return entries
    .map((text) => JSON.parse(text) as { conversation?: string; syncId: number })
    .filter(({ conversation }) => conversation !== undefined && group.endsWith(`/${conversation}`))
    .map(({ syncId }) => syncId);
}
