import { SeededRandom } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import type { FitTable } from '../report/run-report.ts';
import { type FigureName, type Figures, figureUnits } from './figure-names.ts';
import { FigureTaker, type TrafficRow } from './figures.ts';
import { fitText } from './fit-text.ts';
import { recordedFigures, showCapPerSecond, viewersPerAuthor } from './recorded-figures.ts';
import { Talk, type TalkKind } from './talk.ts';
import { asUsageError } from './trace.ts';
import { traceBatches } from './trace-stream.ts';

/** Shorter traffic of a group says nothing of days and nights. h. */
const daysFromHours = 48;

/** Figures of fewer say nothing. */
const leastRows = 100;

const titles: Record<TalkKind, string> = {
  show: 'Chat of a live show with 100 thousand viewers',
  group: 'Talk of a community group, seven days',
};

/** The figures of rows beside those of generated traffic of the same length and mean rate. */
export function fitOf(kind: TalkKind, rows: Iterable<TrafficRow>, seed: number): FitTable {
  const taker = new FigureTaker();
  for (const row of rows) taker.add(row);
  return tableOf(`Traffic given, as ${kind}`, taker.figures(), kind, seed);
}

/** The same for the recordings that the generators were fitted to, of which only the figures are here. */
export function shippedFit(kind: TalkKind, seed: number): FitTable {
  return tableOf(titles[kind], recordedFigures[kind], kind, seed);
}

/**
 * The command `swarm fit`: how well the generator of a kind stands for the traffic in a file. A table
 * of text.
 * @throws UsageError when the file is no trace
 */
export async function runFit(options: {
  file: string;
  kind: TalkKind;
  seed: number;
}): Promise<string> {
  const { file, kind, seed } = options;
  const taker = new FigureTaker();
  try {
    for await (const batch of traceBatches(file)) for (const row of batch) taker.add(row);
  } catch (error) {
    throw asUsageError(error);
  }
  const figures = taker.figures();
  if ((figures.messages ?? 0) < leastRows) {
    throw new UsageError(`${file} has ${figures.messages} rows, a fit needs ${leastRows} or more`);
  }
  return fitText(tableOf(`${file}, as ${kind}`, figures, kind, seed));
}

function tableOf(title: string, recorded: Figures, kind: TalkKind, seed: number): FitTable {
  const generated = generatedFigures(recorded, kind, seed);
  const rows: FitTable['rows'] = [];
  for (const figure of Object.keys(figureUnits) as FigureName[]) {
    const here = recorded[figure];
    const there = generated[figure];
    if (here === undefined || there === undefined) continue;
    rows.push({ figure, unit: figureUnits[figure], recorded: here, generated: there });
  }
  return { title, rows };
}

/** Figures of generated traffic that is as long, as dense and of as many people. */
export function generatedFigures(recorded: Figures, kind: TalkKind, seed: number): Figures {
  const hours = recorded.hours ?? 1;
  const writers = recorded.authors ?? 1;
  const talk = new Talk(kind, {
    perSecond: recorded['messages a second'] ?? 1,
    authors: kind === 'show' ? Math.round(writers * viewersPerAuthor) : writers,
    random: new SeededRandom(seed),
    ...(kind === 'show' ? { capPerSecond: showCapPerSecond } : { days: hours >= daysFromHours }),
  });
  const taker = new FigureTaker();
  const endMs = hours * 3_600_000;
  for (let said = talk.next(); said.offsetMs < endMs; said = talk.next()) {
    const { author, text } = said;
    const bytes = Buffer.byteLength(text);
    taker.add({ offsetMs: Math.floor(said.offsetMs), author, bytes, text });
  }
  return taker.figures();
}
