import { realClock } from '@eagre/protocol';
import { SeededRandom, until } from '@eagre/testkit';
import type { LocalServerOptions } from '../../target/local-server.ts';
import { parsePlan } from '../plan.ts';
import { FaultRunner } from '../runner.ts';
import { OpenSite } from '../site.ts';

/** A plan on a server of its own, in real time. */
export class PlanRun implements AsyncDisposable {
  readonly site: OpenSite;
  readonly runner: FaultRunner;
  readonly #count: number;

  static async open(text: string, server: LocalServerOptions = {}): Promise<PlanRun> {
    const plan = parsePlan(text);
    const random = new SeededRandom(1);
    const site = await OpenSite.open(plan, { devices: 100, random, server });
    return new PlanRun(
      site,
      new FaultRunner({ plan, site, random, clock: realClock }),
      plan.faults.length,
    );
  }

  private constructor(site: OpenSite, runner: FaultRunner, count: number) {
    this.site = site;
    this.runner = runner;
    this.#count = count;
  }

  /** Until so many faults have begun. */
  async begun(count = 1): Promise<void> {
    await until(() => this.runner.marks.length >= count, { what: `fault ${count}`, pollMs: 1 });
  }

  /** Until the first so many are over; all unless told. */
  async over(count = this.#count): Promise<void> {
    const isOver = () => {
      const ended = this.runner.marks.filter(({ endMs }) => endMs !== undefined);
      return ended.length >= count;
    };
    await until(isOver, { what: `the end of ${count} faults`, timeoutMs: 20_000 });
    if (this.runner.problems.length > 0) throw new Error(this.runner.problems.join('\n'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.stop();
    await this.site.close();
  }
}
