import { Crew } from '../../crew/crew.ts';
import { localWorker } from '../../crew/local-worker.ts';
import type { Json } from '../../engine/json.ts';
import type { OptionValues } from '../../engine/load.ts';
import type { Controller, Scenario } from '../../engine/scenario.ts';
import { SampleMerger } from '../../report/sample-merger.ts';
import { Api } from '../../target/api.ts';
import { booksFrom } from '../../target/cluster-books.ts';
import { RoomsApi } from '../../target/rooms-api.ts';
import type { Target } from '../../target/server-address.ts';
import { mergeFindings } from '../../verdict/merge.ts';
import { roomFacts } from '../../verdict/room-facts.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { judge } from '../../verdict/verdicts.ts';

export interface Drive {
  options?: OptionValues;
  seed?: number;
  /** As if in so many processes: 2 unless told. */
  processes?: number;
  /** Ends the run after so long, as Ctrl-C does. ms. */
  stopAfterMs?: number;
  /** A scenario without options, stopped by its own time. */
  say?: (line: string) => void;
}

export interface Driven {
  verdicts: Verdict[];
  /** Labels of progress in order. */
  phases: string[];
  totals: ReturnType<SampleMerger['totals']>;
}

let runs = 0;

/** A run without its command line: every process is this one, and all verdicts are given. */
export async function drive<Stage extends Json>(
  scenario: Scenario<Stage>,
  { url, key, address, tokens }: Target,
  { options: given = {}, seed = 1, processes = 2, stopAfterMs, say = () => {} }: Drive = {},
): Promise<Driven> {
  runs += 1;
  const runId = `t${Date.now().toString(36)}${runs}`;
  const options = { ...defaultsOf(scenario), ...given };
  const phases: string[] = [];
  const progress = (label: string) => {
    if (phases.at(-1) === label) return;
    phases.push(label);
    say(label);
  };
  const rooms = new RoomsApi(url, key);
  const books = booksFrom({ url, key });
  const api = new Api(url, key);
  const controller: Controller = {
    options,
    runId,
    seed,
    processes,
    api,
    rooms,
    books,
    progress,
    note: say,
  };
  const merger = new SampleMerger();
  const anyStage = scenario as unknown as Scenario;
  const crew = new Crew(
    Array.from({ length: processes }, () => localWorker(anyStage)),
    {
      sample: (sample, worker) => merger.take(worker, sample),
      progress,
      sync: async (name, values) => scenario.onSync?.(name, values, controller),
    },
  );
  const timer = stopAfterMs === undefined ? undefined : setTimeout(() => crew.stop(), stopAfterMs);
  try {
    const stage = await scenario.prepare(controller);
    await crew.run({ scenario: scenario.name, options, runId, seed, address, tokens, stage });
    const findings = mergeFindings(await crew.collect());
    merger.close({ atMs: performance.now(), loadCpu: 0 });
    const totals = merger.totals();
    const common = judge({
      findings,
      samples: merger.samples,
      totals,
      outside: totals,
      marks: [],
      objectives: scenario.objectives?.(options) ?? {},
      rooms: await roomFacts(books, findings.rooms),
    });
    const own = (await scenario.judge?.(controller, stage, findings)) ?? [];
    return { verdicts: [...common, ...own], phases, totals };
  } finally {
    clearTimeout(timer);
    await crew.close();
  }
}

function defaultsOf({ options }: Pick<Scenario, 'options'>): OptionValues {
  return Object.fromEntries(
    Object.entries(options).map(([name, spec]) => [
      name,
      spec.type === 'flag' ? 0 : (spec.default ?? ''),
    ]),
  );
}
