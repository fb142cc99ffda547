import { realClock, realRandom } from '@eagre/protocol';
import type { QueueKey } from '../../../../keys.ts';
import { limits as allLimits } from '../../../../limits.ts';
import type { PostgresDatabases } from '../../../postgres/test/postgres-databases.ts';
import type { Timeline } from '../../../timeline.ts';
import { openShardedTimeline } from '../../../timeline-sharded.ts';
import { bucketOf } from '../../buckets.ts';
import { postgresShard } from '../../postgres-shard.ts';
import { entriesOf, groupKey, inbox, message, stampsOf } from '../../test/sharded-world.ts';
import { BucketMover } from '../bucket-mover.ts';
import { MoveCrew, type MoveServer } from '../move-crew.ts';

/** Short waits, in the same proportions. */
export const limits = {
  ...allLimits,
  mapCheckMs: 50,
  mapTrustMs: 150,
  mapSettleMs: 250,
  mapMovingMs: 20,
  bucketFreezeMs: 1000,
};

export const groups = ['g0', 'g1', 'g2', 'g3'].map(groupKey);
export const users = ['u0', 'u1', 'u2', 'u3', 'u4'];

/** Of one log and of one user queue. */
export const fewBuckets = [groups[0], inbox('u0')].map((key) => bucketOf(key as QueueKey));

/** Two PostgreSQL servers, as two databases of one, with nodes and movers on them. */
export class MoveWorld implements AsyncDisposable {
  readonly servers: readonly MoveServer[];
  readonly reported: unknown[] = [];
  readonly #databases: PostgresDatabases;
  readonly #open: { close(): Promise<void> }[] = [];
  #sent = 0;

  static async open(databases: PostgresDatabases): Promise<MoveWorld> {
    const names = ['a', 'b'];
    const urls = await Promise.all(names.map(() => databases.database()));
    const servers = names.map((name, index) => ({ name, url: urls[index] as string }));
    return new MoveWorld(databases, servers);
  }

  private constructor(databases: PostgresDatabases, servers: readonly MoveServer[]) {
    this.#databases = databases;
    this.servers = servers;
  }

  readonly #report = (error: unknown, what: string) => {
    // Only that the server of a test need not outlast a power cut.
    if (what !== 'PostgreSQL') this.reported.push([what, error]);
  };

  async node(): Promise<Timeline> {
    const use = { clock: realClock, limits, report: this.#report };
    const timeline = await openShardedTimeline({
      ...use,
      servers: this.servers.map((one) => postgresShard({ ...one, ...use })),
      random: realRandom,
      newId: () => crypto.randomUUID(),
    });
    this.#open.push(timeline);
    return timeline;
  }

  async mover(progress: (line: string) => void = () => {}) {
    const use = { clock: realClock, limits, report: this.#report };
    const crew = await MoveCrew.open({ servers: this.servers, ...use });
    this.#open.push(crew);
    const newId = () => crypto.randomUUID();
    return { crew, mover: new BucketMover({ ...use, crew, newId, progress }) };
  }

  /** Sends to the groups, one message after the other, until told to stop; gives how many. */
  async send(node: Timeline, isOver: () => boolean): Promise<{ sent: number; slowestMs: number }> {
    let sent = 0;
    let slowestMs = 0;
    while (!isOver()) {
      const begunMs = performance.now();
      const id = `m${this.#sent++}`;
      const group = groups[this.#sent % groups.length] as (typeof groups)[number];
      const { outcome } = await node.commit(message(group, users, id));
      if (outcome !== 'committed') throw new Error(`${id}: ${outcome}`);
      slowestMs = Math.max(slowestMs, performance.now() - begunMs);
      sent += 1;
      // The machine is not to be kept busy, only the buckets.
      await Bun.sleep(5);
    }
    return { sent, slowestMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#open.splice(0).toReversed()) await one.close();
    for (const { url } of this.servers) await this.#databases.giveBack(url);
  }
}

/** How many entries the groups have; throws when a member does not have all, once and in order. */
export async function completeEntries(node: Timeline): Promise<number> {
  let entries = 0;
  for (const group of groups) {
    const log = await entriesOf(node, group);
    entries += log.length;
    const places = log.map((_, index) => index + 1).join();
    for (const user of users) {
      const stamps = stampsOf(await entriesOf(node, inbox(user)), group).join();
      if (stamps !== places) throw new Error(`${user} has of ${group}: ${stamps}`);
    }
  }
  return entries;
}
