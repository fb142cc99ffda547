import { UsageError } from '../cli/usage-error.ts';
import type { Json } from '../engine/json.ts';
import type { OptionValues } from '../engine/load.ts';
import { nowMs } from '../engine/now.ts';
import type { Controller, OptionTable } from '../engine/scenario.ts';
import { mergeParts, type SpellFigures, type SpellPart } from './figures.ts';
import { type Objective, parseObjectives, withDefaults } from './objective.ts';
import {
  outcomeText,
  type RampResult,
  type SpellRow,
  spellLine,
  spellRow,
  toolLateMs,
} from './result.ts';
import { type Outcome, RampSearch, type Step } from './search.ts';
import type { SpellOrder } from './spell.ts';
import type { RampTarget } from './target.ts';

/** Options of every ramp, beside those of its target. */
export const rampOptions = {
  objective: {
    type: 'text',
    about: 'what must hold, as p99<500ms; may be repeated; what is left out is as for every ramp',
    default: '',
    isList: true,
  },
  minutes: {
    type: 'number',
    about: 'of the whole search, at most',
    default: 8,
    min: 0.1,
    max: 1440,
  },
  seconds: { type: 'number', about: 'of each spell', default: 4, min: 0.5, max: 3600 },
  'confirm-seconds': {
    type: 'number',
    about: 'of each confirmation',
    default: 12,
    min: 0.5,
    max: 3600,
  },
  confirmations: {
    type: 'number',
    about: 'spells in which the found rate must hold',
    default: 2,
    min: 1,
    max: 20,
  },
  precision: {
    type: 'number',
    about: 'distance from held to failed, %',
    default: 10,
    min: 1,
    max: 100,
  },
  from: {
    type: 'number',
    about: "the first rate; 0: the target's own",
    default: 0,
    min: 0,
    max: 1_000_000,
  },
} as const satisfies OptionTable;

/** From one rate to the next while it grows. */
const factor = 2;
/** Nothing is tried below the first rate by more than this. */
const lowestShare = 1 / 64;
/**
 * The load begins so long before it counts: code is compiled, the room's tier is chosen. A spell that
 * is shorter has no longer beginning. s.
 */
const mostWarmUpSeconds = 1.5;
/** Until the last message is at every device, as a rule. s. */
const restSeconds = 1;
/** A load that is later than this at its 99th percentile does not make the load that it tells of. ms. */
const latestMs = 50;

/** Objectives as the options tell; throws errors of usage. */
export function objectivesOf(target: RampTarget, options: OptionValues): Objective[] {
  const text = String(options['objective']);
  const given = text === '' ? [] : parseObjectives(text, target.timers);
  return withDefaults(given, parseObjectives(target.objectives, target.timers));
}

/** The controller's side of a ramp: tells the processes what to do next, by what they saw so far. */
export class RampRun {
  readonly #target: RampTarget;
  readonly #controller: Pick<Controller, 'options' | 'note'>;
  readonly #objectives: readonly Objective[];
  readonly #search: RampSearch;
  readonly #rows: SpellRow[] = [];
  #step: Step | undefined;
  #startedMs = 0;
  #interrupted = false;

  /** Throws errors of usage. */
  constructor(target: RampTarget, controller: Pick<Controller, 'options' | 'note'>) {
    this.#target = target;
    this.#controller = controller;
    this.#objectives = objectivesOf(target, controller.options);
    this.#search = new RampSearch(searchOptions(target, controller.options));
  }

  /** `parts`: of the spell that was asked for last; none at first. Null: there is nothing more to do. */
  next(parts: readonly SpellPart[]): SpellOrder | null {
    if (this.#step === undefined) this.#startedMs = nowMs();
    else this.#take(this.#step, mergeParts(parts, this.#fanOut));
    if (this.#interrupted) return null;
    this.#step = this.#search.next(this.#told());
    if (this.#step === undefined) return null;
    const { rate, seconds, kind } = this.#step;
    const label = `${kind} ${rate.toLocaleString('en')} ${this.#target.unit} (spell ${this.#rows.length + 1})`;
    return { rate, seconds, fromMs: nowMs() + warmUpOf(seconds) * 1000, label };
  }

  get result(): RampResult {
    const { name, unit } = this.#target;
    const outcome: Outcome = this.#search.end();
    const isConfirmed = outcome.kind === 'confirmed';
    const { options } = this.#controller;
    return {
      target: name,
      unit,
      objectives: this.#objectives.map(({ text }) => text),
      outcome: { ...outcome, interrupted: this.#interrupted },
      capacity: isConfirmed ? outcome.rate : null,
      deliveredPerSecond: isConfirmed ? outcome.rate * this.#fanOut : null,
      text: outcomeText(outcome, this.#rows, {
        unit,
        fanOut: this.#fanOut,
        minutes: Number(options['minutes']),
        confirmations: Number(options['confirmations']),
        confirmSeconds: Number(options['confirm-seconds']),
        interrupted: this.#interrupted,
      }),
      spells: this.#rows,
    };
  }

  get #fanOut(): number {
    return this.#target.fanOut(this.#controller.options);
  }

  #take(step: Step, figures: SpellFigures): void {
    if (figures.interrupted) {
      this.#interrupted = true;
      return;
    }
    const judged = judgedBy(this.#objectives, figures);
    const row = spellRow(step, figures, judged);
    this.#rows.push(row);
    this.#controller.note(spellLine(row, this.#target.unit, this.#target.timers[0]));
  }

  #told() {
    const last = this.#rows.at(-1);
    if (last === undefined) return undefined;
    const { held, byTool } = last;
    return { held, byTool, elapsedSeconds: (nowMs() - this.#startedMs) / 1000 };
  }
}

/** What failed, and whether the load's own lateness explains all of it. */
function judgedBy(objectives: readonly Objective[], figures: SpellFigures) {
  const failures = objectives.flatMap((objective) => {
    const text = objective.failure(figures);
    return text === undefined ? [] : [{ text, fearsLateLoad: objective.fearsLateLoad }];
  });
  const isLate = toolLateMs(figures) > latestMs;
  return {
    failed: failures.map(({ text }) => text),
    byTool: isLate && failures.length > 0 && failures.every((each) => each.fearsLateLoad),
  };
}

function warmUpOf(seconds: number): number {
  return Math.min(mostWarmUpSeconds, seconds);
}

function searchOptions(target: RampTarget, options: OptionValues) {
  const number = (name: keyof typeof rampOptions) => Number(options[name]);
  const most = target.most(options);
  const from = Math.min(most, number('from') || target.from);
  const search = {
    from,
    least: from * lowestShare,
    most,
    factor,
    precision: number('precision') / 100,
    confirmations: number('confirmations'),
    seconds: number('seconds'),
    confirmSeconds: number('confirm-seconds'),
    overheadSeconds: warmUpOf(number('confirm-seconds')) + restSeconds,
    limitSeconds: number('minutes') * 60,
  };
  assertTime(search);
  return search;
}

/** Fails before anything is connected when the time is over before it has begun. */
function assertTime(search: ReturnType<typeof searchOptions>): void {
  const { seconds, confirmSeconds, confirmations, overheadSeconds, limitSeconds } = search;
  const least = seconds + overheadSeconds + confirmations * (confirmSeconds + overheadSeconds);
  if (limitSeconds >= least) return;
  throw new UsageError(
    `--minutes ${limitSeconds / 60} is too short: one spell and ${confirmations} confirmations take ` +
      `${(least / 60).toFixed(1)} minutes; give more, or less to --seconds and --confirm-seconds`,
  );
}

/** What came from the processes; undefined of each before the first spell. */
export function partsOf(values: readonly (Json | undefined)[]): SpellPart[] {
  return values.filter((value) => value !== undefined && value !== null) as unknown as SpellPart[];
}
