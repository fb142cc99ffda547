import { UsageError } from '../cli/usage-error.ts';
import type { TimerName } from '../engine/meter.ts';
import { type SpellFigures, timeAt } from './figures.ts';

/** One thing that a load must hold: `chat.p99<500ms`, `delivered>95%`, `loss=0`. */
export interface Objective {
  /** As it was written. */
  text: string;
  /** Two of the same subject replace each other: `chat.p99`, `loss`. */
  subject: string;
  /** A load that is itself late may fail it without any fault of the server's. */
  fearsLateLoad: boolean;
  /** Undefined when the figures hold it; else what they are instead. */
  failure(figures: SpellFigures): string | undefined;
}

type Comparison = '<' | '<=' | '=' | '>=' | '>';

const holds: Record<Comparison, (value: number, bound: number) => boolean> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '>=': (value, bound) => value >= bound,
  '>': (value, bound) => value > bound,
};

interface Amount {
  /** `count` of `of`: a percentage is the first by the second. */
  count: (figures: SpellFigures) => number;
  of: (figures: SpellFigures) => number;
  fearsLateLoad: boolean;
}

/** What is counted, and what a percentage of it refers to. */
const amounts: Record<string, Amount> = {
  refused: {
    count: (spell) => spell.refused,
    of: (spell) => spell.said,
    fearsLateLoad: false,
  },
  unanswered: {
    count: (spell) => spell.unanswered,
    of: (spell) => spell.said,
    fearsLateLoad: true,
  },
  delivered: {
    count: (spell) => spell.delivered,
    of: (spell) => spell.expected,
    fearsLateLoad: true,
  },
  loss: {
    count: (spell) => spell.loss,
    of: (spell) => spell.reliableExpected,
    fearsLateLoad: false,
  },
  disconnects: {
    count: (spell) => spell.disconnects,
    of: (spell) => spell.expected,
    fearsLateLoad: true,
  },
};

/** ms. */
const timeUnits: Record<string, number> = { us: 0.001, ms: 1, s: 1000, min: 60_000 };

const pattern = /^([a-z]+\.)?([a-z][a-z0-9.]*?)\s*(<=|>=|<|>|=)\s*([\d.]+)\s*([a-z%]*)$/;
const examples = 'p99<500ms, chat.p50<50ms, delivered>95%, refused<1%, loss=0';

/**
 * A list by commas or spaces. `timers` are those that the target times, the first the one that is
 * meant when none is named. Throws an error of usage that tells what is possible.
 */
export function parseObjectives(text: string, timers: readonly TimerName[]): Objective[] {
  const parts = text
    .split(/,|\s+(?=[a-z])/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw new UsageError(`an objective is missing, as ${examples}`);
  return parts.map((part) => objective(part, timers));
}

/** Those of `given`, and those of `defaults` about which `given` says nothing. */
export function withDefaults(given: readonly Objective[], defaults: readonly Objective[]) {
  const isTime = ({ subject }: Objective) => amounts[subject] === undefined;
  const named = new Set(given.map(({ subject }) => subject));
  const hasTime = given.some(isTime);
  const rest = defaults.filter((each) => !named.has(each.subject) && !(hasTime && isTime(each)));
  return [...given, ...rest];
}

function objective(text: string, timers: readonly TimerName[]): Objective {
  const [, prefix, name = '', comparison, number = '', unit = ''] = pattern.exec(text) ?? [];
  const bound = Number(number);
  if (comparison === undefined || Number.isNaN(bound)) {
    throw new UsageError(`"${text}" is no objective; they look like ${examples}`);
  }
  const parts = { text, comparison: comparison as Comparison, bound, unit };
  const percentile = percentileOf(name);
  if (percentile !== undefined)
    return timeObjective(parts, timerOf(text, prefix, timers), percentile);
  const amount = prefix === undefined ? amounts[name] : undefined;
  if (amount !== undefined) return amountObjective(parts, name, amount);
  throw new UsageError(
    `"${text}": nothing is called "${prefix ?? ''}${name}" here; there are p50, p99, p99.9, max ` +
      `(of ${timers.join(', ')}), ${Object.keys(amounts).join(', ')}`,
  );
}

interface Parts {
  text: string;
  comparison: Comparison;
  bound: number;
  unit: string;
}

/** Of `p99`, `p99.9`, `max`. */
function percentileOf(name: string): number | undefined {
  if (name === 'max') return 100;
  const [, digits] = /^p(\d{1,2}(?:\.\d+)?)$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function timerOf(text: string, prefix: string | undefined, timers: readonly TimerName[]) {
  const name = prefix === undefined ? timers[0] : timers.find((timer) => `${timer}.` === prefix);
  if (name !== undefined) return name;
  throw new UsageError(`"${text}": "${prefix}" is not timed here, but ${timers.join(', ')}`);
}

function timeObjective(parts: Parts, timer: TimerName, percentile: number): Objective {
  const { text, comparison, bound, unit } = parts;
  const factor = timeUnits[unit];
  if (factor === undefined) {
    throw new UsageError(`"${text}": a time needs its unit: ${Object.keys(timeUnits).join(', ')}`);
  }
  if (!comparison.startsWith('<')) {
    throw new UsageError(`"${text}": a time is bounded from above, as ${timer}.p99<500ms`);
  }
  return {
    text,
    subject: `${timer}.${percentile}`,
    fearsLateLoad: true,
    failure(figures) {
      const ms = timeAt(figures, timer, percentile);
      if (holds[comparison](ms, bound * factor)) return undefined;
      return Number.isNaN(ms) ? `${text}: nothing was timed` : `${text}: ${rounded(ms)} ms`;
    },
  };
}

function amountObjective(parts: Parts, name: string, amount: Amount): Objective {
  const { text, comparison, bound, unit } = parts;
  if (unit !== '' && unit !== '%') {
    throw new UsageError(`"${text}": ${name} is a number or a percentage, not "${unit}"`);
  }
  const { count, of, fearsLateLoad } = amount;
  const value = (figures: SpellFigures) =>
    unit === '%' ? (100 * count(figures)) / Math.max(1, of(figures)) : count(figures);
  return {
    text,
    subject: name,
    fearsLateLoad,
    failure(figures) {
      if (holds[comparison](value(figures), bound)) return undefined;
      return `${text}: ${rounded(value(figures))}${unit}`;
    },
  };
}

/** Three digits, and no more of large ones than are there. */
function rounded(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
