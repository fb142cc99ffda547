import { Crew } from '../crew/crew.ts';
import type { Json } from '../engine/json.ts';
import type { TimerName } from '../engine/meter.ts';
import type { Controller, Objectives } from '../engine/scenario.ts';
import type { Mark, RunReport } from '../report/run-report.ts';
import { SampleMerger } from '../report/sample-merger.ts';
import { Api } from '../target/api.ts';
import { booksFrom } from '../target/cluster-books.ts';
import { samplerOf } from '../target/cluster-sampler.ts';
import { RoomsApi } from '../target/rooms-api.ts';
import { shippedFit } from '../traffic/fit.ts';
import { mergeFindings } from '../verdict/merge.ts';
import { roomFacts } from '../verdict/room-facts.ts';
import { type Verdict, verdictOf } from '../verdict/verdict.ts';
import { judge, notJudged } from '../verdict/verdicts.ts';
import { Phases } from './phases.ts';
import type { RunPlan, RunView } from './plan.ts';
import { Pulse } from './pulse.ts';
import { machineOf, versionOf } from './surroundings.ts';

/** After Ctrl+C: what was begun is settled within this, or left as it is. ms. */
const stopWithinMs = 15_000;
const megabyte = 1024 * 1024;

/** One run from its preparation to its report. */
export class Run {
  readonly #plan: RunPlan;
  readonly #view: RunView;
  readonly #startedAt = new Date();
  readonly #startedMs = performance.now();
  readonly #merger = new SampleMerger();
  readonly #phases = new Phases(() => performance.now() - this.#startedMs);
  readonly #controller: Controller;
  readonly #notes: string[] = [];
  readonly #pulse: Pulse;
  readonly #crew: Crew;
  readonly #stopping = Promise.withResolvers<void>();
  #isInterrupted = false;
  #own: RunReport['own'] = {};

  constructor(plan: RunPlan, view: RunView) {
    this.#plan = plan;
    this.#view = view;
    const { url, key, nodes } = plan.target;
    this.#controller = {
      options: plan.options,
      runId: plan.runId,
      seed: plan.seed,
      processes: plan.workers.length,
      api: new Api(url, key),
      rooms: new RoomsApi(url, key),
      books: booksFrom(plan.target),
      progress: (label, fraction) => this.#progress(label, fraction),
      note: (text) => this.#note(text),
    };
    const marks = () => this.#marks();
    const sampler = samplerOf(url, nodes, (text) => this.#note(text));
    this.#pulse = new Pulse(this.#merger, sampler, view, marks);
    this.#crew = new Crew(plan.workers, {
      sample: (sample, worker, cpuSeconds) => this.#pulse.take(worker, sample, cpuSeconds),
      progress: (label, fraction) => this.#progress(label, fraction),
      sync: async (name, values) => plan.scenario.onSync?.(name, values, this.#controller),
    });
  }

  /** Ends it soon, with verdicts on what was done. */
  interrupt(): void {
    if (this.#isInterrupted) return;
    this.#isInterrupted = true;
    this.#note('interrupted: what was begun is settled, then the report is written');
    this.#crew.stop();
    setTimeout(() => this.#stopping.resolve(), stopWithinMs).unref();
  }

  /** Rejects when the run could not be made; whatever it found is in the report. */
  async execute(): Promise<RunReport> {
    const { scenario, faults } = this.#plan;
    try {
      this.#progress('preparing', undefined);
      this.#pulse.start(this.#startedMs);
      const version = await versionOf(this.#plan.target.url);
      const stage = await scenario.prepare(this.#controller);
      faults.start(this.#startedMs);
      await this.#untilRan(stage);
      this.#progress('the last faults are undone', undefined);
      await faults.stop();
      this.#progress('collecting what was seen', undefined);
      const verdicts = await this.#judge(stage);
      this.#phases.end();
      return this.#report(version, verdicts);
    } finally {
      await faults.stop();
      await this.#pulse.stop();
      await this.#crew.close();
      this.#view.end();
    }
  }

  #untilRan(stage: Json): Promise<void> {
    const { scenario, options, runId, seed, address, target } = this.#plan;
    const { tokens } = target;
    const order = { scenario: scenario.name, options, runId, seed, address, tokens, stage };
    if (this.#isInterrupted) this.#crew.stop();
    return Promise.race([this.#crew.run(order), this.#stopping.promise]);
  }

  async #judge(stage: Json): Promise<Verdict[]> {
    const { scenario, growthBytes } = this.#plan;
    const findings = mergeFindings(await this.#crew.collect());
    const rooms = await roomFacts(this.#controller.books, findings.rooms);
    await this.#pulse.stop();
    const marks = this.#marks();
    const outside = this.#merger.totalsOutside(marks);
    const common = judge({
      findings,
      rooms,
      marks,
      samples: this.#merger.samples,
      totals: this.#merger.totals(),
      outside,
      objectives: this.#objectives(outside),
      memoryMb: growthBytes / megabyte,
    });
    const absent = notJudged(common);
    if (absent.length > 0) this.#note(`nothing in this run to judge by: ${absent.join(', ')}`);
    const own = (await scenario.judge?.(this.#controller, stage, findings)) ?? [];
    const skipped = new Set(scenario.without);
    const asked = common.filter(({ name }) => !skipped.has(name));
    this.#own = findings.own;
    return [...asked, ...own, ...this.#faultVerdict()];
  }

  /** A run that was cut short may not have come to what some of them are about. */
  #objectives({ timers }: RunReport['totals']): Objectives {
    const { objectives, scenario, options } = this.#plan;
    const all = objectives ?? scenario.objectives?.(options) ?? {};
    if (!this.#isInterrupted) return all;
    const timed = Object.entries(all).filter(([name]) => timers[name as TimerName] !== undefined);
    return Object.fromEntries(timed);
  }

  /** Faults that were not made prove nothing, and a server that fell by itself has not held. */
  #faultVerdict(): Verdict[] {
    const { faults } = this.#plan;
    const problems = faults.problems();
    if (!faults.isAny && problems.length === 0) return [];
    return [verdictOf('faults', problems, `${faults.marks().length} faults done and undone`)];
  }

  #report(version: string, verdicts: Verdict[]): RunReport {
    const { scenario, options, command, seed, target, workers } = this.#plan;
    return {
      version: 1,
      scenario: scenario.name,
      about: scenario.about,
      command,
      options: { ...options },
      seed,
      startedAt: this.#startedAt.toISOString(),
      seconds: (performance.now() - this.#startedMs) / 1000,
      machine: machineOf(),
      server: { url: target.url, version },
      processes: workers.length,
      devices: scenario.devices(options),
      interrupted: this.#isInterrupted,
      samples: this.#merger.samples,
      totals: this.#merger.totals(),
      marks: this.#marks(),
      verdicts,
      notes: this.#notes,
      fits: (scenario.talks ?? []).map((kind) => shippedFit(kind, seed)),
      drops: this.#merger.drops,
      own: this.#own,
    };
  }

  #marks(): Mark[] {
    return [...this.#phases.marks, ...this.#plan.faults.marks()];
  }

  #progress(label: string, fraction: number | undefined): void {
    this.#phases.begin(label);
    this.#view.progress(label, fraction);
  }

  #note(text: string): void {
    this.#notes.push(text);
    this.#view.note(text);
  }
}
