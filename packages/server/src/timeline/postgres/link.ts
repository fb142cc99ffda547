import { type Clock, type Random, realRandom, type Timer } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import { FailoverRule } from './failover.ts';
import { hostsOf } from './link-hosts.ts';
import { type Primary, PrimaryFinder } from './link-primary.ts';
import { LinkReaders, openReader } from './link-readers.ts';
import { inTransaction } from './link-transaction.ts';
import type { Link, LinkState, Run } from './link-types.ts';
import { LinkWriter } from './link-writer.ts';

export interface LinkOptions {
  /** `postgres://user:password@host:port/database?…`; hosts that fail over to each other with commas. */
  readonly url: string;
  readonly clock: Clock;
  readonly random?: Random;
  readonly limits: Limits;
  /** Told what an operator should know. */
  readonly report: (error: unknown, what: string) => void;
  /** Told each change of the state, and each new reason for being down. */
  readonly watch?: (state: LinkState) => void;
}

/**
 * Connects to a PostgreSQL server. Rejects with `TimelineError` when it is away now, with
 * `StoreOpenError` when waiting would not mend it (address, password, database, version).
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const link = new PostgresLink(options);
  await link.open();
  return link;
}

class PostgresLink implements Link {
  readonly #options: LinkOptions;
  readonly #failover: FailoverRule;
  readonly #writer: LinkWriter;
  readonly #readers: LinkReaders;
  #state: LinkState = { state: 'down', reason: 'PostgreSQL: not yet connected' };
  #pulse: Timer | undefined;

  constructor(options: LinkOptions) {
    const { url, clock, limits, report, random = realRandom } = options;
    this.#options = options;
    const finder = new PrimaryFinder({ hosts: hostsOf(url), clock, limits });
    this.#failover = new FailoverRule({
      limits,
      onRenewed: (epoch, why) => report(new Error(`epoch ${epoch} begins: ${why}`), 'failover'),
    });
    this.#readers = new LinkReaders({ clock, limits });
    this.#writer = new LinkWriter({
      connect: () => finder.connect(),
      greet: (run) => this.#failover.check(run),
      onUp: (primary) => this.#onUp(primary),
      onDown: (reason) => this.#onDown(reason),
      clock,
      random,
      limits,
    });
  }

  async open(): Promise<void> {
    await this.#writer.open();
    const { clock, limits } = this.#options;
    this.#pulse = clock.every(limits.postgresPulseMs, () => {
      // Who lost the connection is told by `watch`; a connection that hangs is found by this.
      if (this.#state.state === 'up') this.checkFailover().catch(() => undefined);
    });
  }

  get state(): LinkState {
    return this.#state;
  }

  readonly write: Run = (statement, parameters) =>
    this.#writer.do((run) => run(statement, parameters));

  readonly read: Run = (statement, parameters) => this.#readers.run(statement, parameters);

  transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.#writer.do((run) => inTransaction(run, work));
  }

  checkFailover(): Promise<void> {
    return this.#writer.do((run) => this.#failover.check(run));
  }

  async close(): Promise<void> {
    this.#pulse?.cancel();
    await Promise.all([this.#readers.close(), this.#writer.close()]);
    this.#state = { state: 'down', reason: 'the store is closed' };
  }

  #onUp({ connection: { host }, walTimeline }: Primary): void {
    const { clock, limits } = this.#options;
    this.#readers.up(() => openReader({ host, walTimeline, clock, limits }));
    this.#tell({ state: 'up' });
  }

  #onDown(reason: string): void {
    this.#readers.down();
    if (this.#state.state === 'up') this.#options.report(new Error(reason), 'PostgreSQL is away');
    this.#tell({ state: 'down', reason });
  }

  #tell(state: LinkState): void {
    if (Bun.deepEquals(state, this.#state)) return;
    this.#state = state;
    this.#options.watch?.(state);
  }
}
