import { type FaultName, faultSpec } from './fault-table.ts';
import type { ParameterValue } from './parameter.ts';
import { timeText } from './time-text.ts';

/** One fault at its time. Times in ms; `atMs` from the start of the run. */
export interface PlannedFault {
  name: FaultName;
  parameters: Readonly<Record<string, ParameterValue>>;
  atMs: number;
  /** How long it lasts; undefined: it stays. */
  forMs: number | undefined;
  /** What it is done to; undefined: the server, or what is drawn of a cluster (targets.ts). */
  target?: string | undefined;
}

/** `random:every=20s,of=kill|cut`: in each `every` one of these, which, when and to what being drawn. */
export interface RandomRule {
  everyMs: number;
  of: readonly FaultName[];
  /** Only these targets; all that a fault can have unless told. */
  on?: readonly string[] | undefined;
  fromMs: number;
  /** Undefined: to the end of the run. */
  forMs: number | undefined;
}

export interface FaultPlan {
  /** In the order of their times. */
  faults: readonly PlannedFault[];
  random: readonly RandomRule[];
}

/** As it is written: `slow:delay=200ms,share=0.5@40s+20s`. */
export function faultText({ name, parameters, atMs, forMs, target }: PlannedFault): string {
  const given = Object.entries(parameters).map(([key, { text }]) => `${key}=${text}`);
  const options = given.length === 0 ? '' : `:${given.join(',')}`;
  const end = forMs === undefined ? '' : `+${timeText(forMs)}`;
  return `${name}${options}@${timeText(atMs)}${end}${target === undefined ? '' : `:${target}`}`;
}

/** ms that it lasts when nothing else is said; undefined: it stays. */
export function usualForMs(name: FaultName): number | undefined {
  const { seconds } = faultSpec(name);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Two faults of one part at a time would each undo what the other does. */
export function clash(a: PlannedFault, b: PlannedFault): boolean {
  if (!faultSpec(a.name).takesPart || !faultSpec(b.name).takesPart) return false;
  if (a.target !== undefined && b.target !== undefined && a.target !== b.target) return false;
  return a.atMs < b.atMs + (b.forMs ?? 0) && b.atMs < a.atMs + (a.forMs ?? 0);
}
