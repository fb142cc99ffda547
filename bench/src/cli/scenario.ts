import type { OptionValues } from '@eagre/swarm/engine/load';
import type { OptionTable } from '@eagre/swarm/engine/scenario';
import type { Progress } from './progress.ts';

export type { OptionValues };

/** What a figure is, for the table; the name alone stands in the JSON. */
export interface FigureSpec {
  unit: string;
  about: string;
  /** The target, and whether a value reaches it. */
  target?: { text: string; reached: (value: number) => boolean };
}

export interface Verdict {
  ok: boolean;
  text: string;
}

export interface ScenarioResult {
  figures: Record<string, number>;
  /** What the receivers found; one that is not ok makes the bench fail. */
  verdicts: Verdict[];
  /** What keeps the main figure from being better, as measured. */
  bound: string;
}

export interface RunContext {
  options: OptionValues;
  progress: Progress;
}

export interface Scenario {
  name: string;
  about: string;
  /** How the figures come about, in a sentence or two, for the table of all benches. */
  method: string;
  options: OptionTable;
  figures: Readonly<Record<string, FigureSpec>>;
  run(context: RunContext): Promise<ScenarioResult>;
}

export function numberOption(values: OptionValues, name: string): number {
  return Number(values[name]);
}

export const atLeast = (least: number) => ({
  text: `≥ ${least.toLocaleString('en')}`,
  reached: (value: number) => value >= least,
});

export const atMost = (most: number) => ({
  text: `≤ ${most.toLocaleString('en')}`,
  reached: (value: number) => value <= most,
});

export const below = (limit: number) => ({
  text: `< ${limit.toLocaleString('en')}`,
  reached: (value: number) => value < limit,
});

export const exactly = (wanted: number) => ({
  text: `= ${wanted}`,
  reached: (value: number) => value === wanted,
});
