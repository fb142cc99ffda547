import type { Json } from '../engine/json.ts';
import type { Load } from '../engine/load.ts';
import { nowMs } from '../engine/now.ts';
import { Schedule } from '../engine/schedule.ts';
import type { SpellPart } from './figures.ts';
import { LoopProbe } from './loop-probe.ts';
import type { Tally } from './tally.ts';
import type { TargetLoad } from './target.ts';

/** What the controller asks all processes to do together. */
export type SpellOrder = {
  /** Of all processes together. */
  rate: number;
  seconds: number;
  /** When counting begins, as `nowMs`; the load begins at once. */
  fromMs: number;
  label: string;
};

/** What comes later than this after the end of a spell did not keep up with it. ms. */
const lateMs = 2000;
/** All that was begun comes to rest within this, or is given up. ms. */
const restWithinMs = 20_000;
const lookEveryMs = 20;

/** Makes one process's share of a spell, and waits until nothing of it is under way any more. */
export class SpellRunner {
  readonly #load: Load;
  readonly #target: TargetLoad;
  readonly #tally: Tally;
  readonly #schedule: Schedule;
  readonly #probe: LoopProbe;

  constructor(load: Load, target: TargetLoad, tally: Tally) {
    this.#load = load;
    this.#target = target;
    this.#tally = tally;
    this.#schedule = new Schedule((dueMs) => target.act(dueMs));
    this.#probe = new LoopProbe((ms) => tally.timed('loop', ms));
  }

  async run({ rate, seconds, fromMs, label }: SpellOrder): Promise<SpellPart> {
    const { share, signal } = this.#load;
    const toMs = fromMs + seconds * 1000;
    this.#tally.begin(fromMs, toMs, toMs + lateMs + this.#target.quietMs);
    const reliableBefore = this.#target.reliableArrived();
    this.#schedule.run(rate / share.of);
    this.#target.start?.();
    await this.#load.pause(Math.max(0, fromMs - nowMs()) / 1000, label);
    const cpu = cpuShare();
    this.#probe.start();
    await this.#load.pause(Math.max(0, toMs - nowMs()) / 1000, label);
    this.#probe.stop();
    const cores = cpu();
    this.#schedule.stop();
    this.#target.stop?.();
    await this.#rest();
    return this.#tally.part({
      reliableArrived: this.#target.reliableArrived() - reliableBefore,
      cpu: cores,
      interrupted: signal.aborted,
    });
  }

  /** Until all is answered and nothing arrives any more. */
  async #rest(): Promise<void> {
    const { signal } = this.#load;
    const deadlineMs = performance.now() + restWithinMs;
    let arrivals = this.#target.arrivals();
    let quietSinceMs = performance.now();
    while (!signal.aborted && performance.now() < deadlineMs) {
      await Bun.sleep(lookEveryMs);
      const now = this.#target.arrivals();
      if (now !== arrivals || this.#tally.pending > 0) quietSinceMs = performance.now();
      arrivals = now;
      if (performance.now() - quietSinceMs >= this.#target.quietMs) return;
    }
  }
}

/** Cores that this process takes from now on. */
function cpuShare(): () => number {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / (performance.now() - startedMs);
  };
}

export function isSpellOrder(value: Json | undefined): value is SpellOrder {
  return typeof value === 'object' && value !== null && 'rate' in value;
}
