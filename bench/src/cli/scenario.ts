import type { Progress } from './progress.ts';

export interface NumberOption {
  type: 'number';
  about: string;
  default: number;
  min: number;
  max: number;
}

export interface TextOption {
  type: 'text';
  about: string;
  /** Without one it must be given. */
  default?: string;
}

export type OptionSpec = NumberOption | TextOption;
export type OptionValues = Readonly<Record<string, number | string>>;

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
}

export interface RunContext {
  options: OptionValues;
  progress: Progress;
}

export interface Scenario {
  name: string;
  about: string;
  options: Readonly<Record<string, OptionSpec>>;
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

export const below = (limit: number) => ({
  text: `< ${limit.toLocaleString('en')}`,
  reached: (value: number) => value < limit,
});

export const exactly = (wanted: number) => ({
  text: `= ${wanted}`,
  reached: (value: number) => value === wanted,
});
