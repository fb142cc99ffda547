import { realClock } from '@eagre/protocol';
import { FakeClock, until } from '@eagre/testkit';
import type { QueueKey } from '../../../keys.ts';
import { limits } from '../../../limits.ts';
import type { PostgresTimeline } from '../../timeline-postgres.ts';
import { openLink } from '../link.ts';
import type { Link } from '../link-types.ts';
import { openIn, type PostgresDatabases } from './postgres-databases.ts';

/** How many wait for a lock. */
const waiting = {
  name: 'waiting',
  text: `SELECT count(*)::int FROM pg_locks
    WHERE NOT granted AND locktype = 'advisory' AND classid = 1751 AND objid::int = $1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};

/** Three nodes that share one store, and a connection of the test beside them. */
export class ThreeNodes implements AsyncDisposable {
  readonly nodes: readonly [PostgresTimeline, PostgresTimeline, PostgresTimeline];
  readonly #link: Link;
  readonly #giveBack: () => Promise<void>;

  private constructor(nodes: PostgresTimeline[], link: Link, giveBack: () => Promise<void>) {
    this.nodes = nodes as [PostgresTimeline, PostgresTimeline, PostgresTimeline];
    this.#link = link;
    this.#giveBack = giveBack;
  }

  static async open(databases: PostgresDatabases): Promise<ThreeNodes> {
    const url = await databases.database();
    // Small, so that queues are forgotten, and several batches and slices are made.
    const small = { batchMaxEntries: 512, cachedQueues: 4, trimSlice: 50 };
    const nodes = await Promise.all(
      [1, 2, 3].map(() =>
        openIn(url, { clock: new FakeClock(), limits: small, mapVersion: () => 0 }),
      ),
    );
    // The first batch of a node turns the day.
    await Promise.all(nodes.map((node) => node.commit({ appends: [] })));
    const link = await openLink({ url, clock: realClock, limits, report: () => {} });
    return new ThreeNodes(nodes, link, () => databases.giveBack(url));
  }

  /**
   * Starts calls while batches wait for the lock that each takes first, and lets them go when so
   * many nodes do: then they run side by side, on any machine.
   */
  async together<T>(count: number, start: () => Promise<T>): Promise<T> {
    await this.shut();
    const calls = start();
    await this.untilWaiting(count);
    await this.open();
    return calls;
  }

  async shut(): Promise<void> {
    await this.#link.write({ name: 'shut', text: 'SELECT pg_advisory_lock(1751, 2)' });
  }

  async open(): Promise<void> {
    await this.#link.write({ name: 'open', text: 'SELECT pg_advisory_unlock(1751, 2)' });
  }

  /** For a lock of batches: 2 is the one that `shut` takes, 1 that of the map. */
  async untilWaiting(count: number, lock = 2): Promise<void> {
    const areWaiting = async () =>
      Number((await this.#link.write(waiting, [lock]))[0]?.[0]) >= count;
    await until(areWaiting, { what: `${count} to wait for lock ${lock}` });
  }

  async all(queue: QueueKey): Promise<string[]> {
    const request = { queue, after: 0, limit: 1e6, bytes: 1e9 };
    return (await this.nodes[0].ranges([request]))[0]?.entries ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.nodes, this.#link].map((one) => one.close()));
    await this.#giveBack();
  }
}
