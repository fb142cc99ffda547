import type { Clock } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import { StoreOpenError } from '../sqlite/store-open-error.ts';
import { TimelineError } from '../timeline.ts';
import { LinkConnection } from './link-connection.ts';
import { isMisconfigured, reasonOf } from './link-errors.ts';
import { greet } from './link-greeting.ts';
import type { Host } from './link-hosts.ts';

export interface PrimaryOptions {
  readonly hosts: readonly Host[];
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'postgresConnectMs' | 'postgresStatementMs' | 'postgresGoneMs' | 'postgresHostGraceMs'
  >;
}

export interface Primary {
  readonly connection: LinkConnection;
  readonly walTimeline: number;
}

/** Finds which of several hosts takes writes, and connects to it. */
export class PrimaryFinder {
  readonly #options: PrimaryOptions;
  /** A primary that was away while another took its place knows nothing of what that one took. */
  #newestTimeline = 0;

  constructor(options: PrimaryOptions) {
    this.#options = options;
  }

  /**
   * Rejects with `TimelineError`, or with `StoreOpenError` where waiting mends nothing: a wrong
   * password or database, a server that is too old.
   */
  async connect(): Promise<Primary> {
    const { hosts } = this.#options;
    const asked = hosts.map((host) => this.#ask(host));
    const primaries = await this.#answersOf(asked);
    const [best, ...others] = primaries.sort((a, b) => b.walTimeline - a.walTimeline);
    for (const answer of asked) void answer.then(closeUnless(best), () => undefined);
    for (const other of others) other.connection.destroy('another host is the primary');
    if (best === undefined) throw await whyNone(asked);
    this.#newestTimeline = best.walTimeline;
    return best;
  }

  /** All who take writes, of those who say so in time; empty when nobody does. */
  async #answersOf(asked: readonly Promise<Primary>[]): Promise<Primary[]> {
    const { clock, limits } = this.#options;
    const found: Primary[] = [];
    const grace = Promise.withResolvers<void>();
    const kept = asked.map((answer) => answer.then((primary) => found.push(primary)));
    const all = Promise.allSettled(kept);
    const first = await Promise.any(kept).catch(() => 0);
    if (first === 0) return [];
    // One that hangs must not hold up the others, one that is a moment later may be the newer one.
    const timer = clock.setTimer(limits.postgresHostGraceMs, grace.resolve);
    await Promise.race([all, grace.promise]);
    timer.cancel();
    return found;
  }

  async #ask(host: Host): Promise<Primary> {
    const { clock, limits } = this.#options;
    const connection = await LinkConnection.open({ host, clock, limits });
    try {
      const facts = await greet(connection.run, { readOnly: false, limits });
      if (facts.isStandby) throw refusal(`${host.label} is a standby, which takes no writes`);
      if (facts.walTimeline < this.#newestTimeline) {
        throw refusal(`${host.label} was a primary before another took its place`);
      }
      return { connection, walTimeline: facts.walTimeline };
    } catch (error) {
      connection.destroy('not a primary');
      throw error;
    }
  }
}

function refusal(text: string): TimelineError {
  return new TimelineError('unavailable', `PostgreSQL: ${text}`);
}

function closeUnless(best: Primary | undefined): (primary: Primary) => void {
  return (primary) => {
    if (primary !== best) primary.connection.destroy('another host is the primary');
  };
}

/** Of several reasons, one that an operator can mend goes first only if it is everybody's. */
async function whyNone(asked: readonly Promise<Primary>[]): Promise<Error> {
  const outcomes = await Promise.allSettled(asked);
  const reasons = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  const text = reasons.map(reasonOf).join('; ');
  const mustAct = (reason: unknown) => reason instanceof StoreOpenError || isMisconfigured(reason);
  if (reasons.every(mustAct)) return new StoreOpenError('failed', text);
  return new TimelineError('unavailable', text);
}
