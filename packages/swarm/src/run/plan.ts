import type { WorkerHandle } from '../crew/messages.ts';
import type { Address } from '../device/fleet.ts';
import type { OptionValues } from '../engine/load.ts';
import type { Objectives, Scenario } from '../engine/scenario.ts';
import type { Mark, Sample } from '../report/run-report.ts';
import type { Target } from '../target/server-address.ts';

/** All that a run is, decided before it begins. */
export interface RunPlan {
  scenario: Scenario;
  options: OptionValues;
  /** The command that does it again. */
  command: string;
  seed: number;
  runId: string;
  target: Target;
  /** Where devices connect to: the server itself, or a proxy in front of it. */
  address: Address;
  workers: readonly WorkerHandle[];
  faults: Faults;
  /** Instead of the scenario's own. */
  objectives?: Objectives;
  /** Memory that the server may grow in a day, by the slope of the run. Bytes. */
  growthBytes: number;
}

/** What breaks things while a run goes on. */
export interface Faults {
  /** True: what breaks is expected to be seen by the devices. */
  readonly isAny: boolean;
  /** `startedMs`: of `performance.now()`, what the marks count from. Rejects when one can't be made. */
  start(startedMs: number): void;
  /** All that were made so far; those that go on have no end. */
  marks(): Mark[];
  /** What could not be done or undone, and what broke without being asked to; one line each. */
  problems(): string[];
  /** Undoes what goes on. Resolves when the server is well again. */
  stop(): Promise<void>;
}

export const noFaults: Faults = {
  isAny: false,
  start: () => {},
  marks: () => [],
  problems: () => [],
  stop: () => Promise.resolve(),
};

/** Whoever shows how a run goes on. */
export interface RunView {
  progress(label: string, fraction: number | undefined): void;
  sample(sample: Sample, marks: readonly Mark[]): void;
  /** A line that stays. */
  note(text: string): void;
  end(): void;
}

export const noView: RunView = {
  progress: () => {},
  sample: () => {},
  note: () => {},
  end: () => {},
};
