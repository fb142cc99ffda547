import type { Api } from '../target/api.ts';
import type { AskBooks } from '../target/cluster-books.ts';
import type { RoomsApi } from '../target/rooms-api.ts';
import type { Findings } from '../verdict/findings.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Json } from './json.ts';
import type { Load, OptionValues } from './load.ts';

export interface NumberOption {
  type: 'number';
  about: string;
  default: number;
  min: number;
  max: number;
  /** What it is when its name stands alone; without one it needs a value. */
  bare?: number;
}

export interface TextOption {
  type: 'text';
  about: string;
  /** Without one it must be given. */
  default?: string;
  /** May be given several times; the values are joined by spaces. */
  isList?: boolean;
}

/** Given or not: 1 or 0. */
export interface FlagOption {
  type: 'flag';
  about: string;
}

export type OptionSpec = NumberOption | TextOption | FlagOption;
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** What a scenario's controller works with; there is one for all processes of the run. */
export interface Controller {
  readonly options: OptionValues;
  readonly runId: string;
  readonly seed: number;
  readonly processes: number;
  readonly api: Api;
  readonly rooms: RoomsApi;
  /** The books of a room as each node keeps them. */
  readonly books: AskBooks;
  progress(label: string, fraction?: number): void;
  /** A line that stays, and stands in the report. */
  note(text: string): void;
}

/** Upper bounds of times in ms at a percentile, by the timer's name: `{ chat: { p99: 1000 } }`. */
export type Objectives = Partial<
  Record<
    'connect' | 'enter' | 'ack' | 'entries' | 'reliable' | 'chat',
    Partial<Record<'p50' | 'p99', number>>
  >
>;

/**
 * A load with its own judgement. `prepare` runs once; `run` in each process, with what `prepare` gave:
 * connects its share of the devices, makes the load for as long as the options say, stops, and waits
 * until all that was begun has arrived. What the devices saw is judged by the same verdicts for all
 * scenarios (verdict/), and by the scenario's own besides.
 */
export interface Scenario<Stage extends Json = Json> {
  name: string;
  /** One line. */
  about: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** Kinds of made-up talk that it makes: the report shows how well they fit recorded ones. */
  talks?: readonly ('show' | 'group')[];
  /** Devices in all, at most: each is an open file of a process. */
  devices(options: OptionValues): number;
  prepare(controller: Controller): Promise<Stage>;
  run(load: Load, stage: Stage): Promise<void>;
  /** What the controller answers when all processes are at `load.sync(name)`. */
  onSync?(
    name: string,
    values: readonly (Json | undefined)[],
    controller: Controller,
  ): Promise<Json | undefined>;
  objectives?(options: OptionValues): Objectives;
  /** Names of common verdicts that it has reasons not to be judged by, said where it names them. */
  without?: readonly string[];
  /** Verdicts of its own, over those that every run gets. */
  judge?(controller: Controller, stage: Stage, findings: Findings): Promise<Verdict[]>;
}
