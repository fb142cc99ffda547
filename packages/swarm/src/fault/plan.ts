import { nearest } from '../cli/nearest.ts';
import type { UsageError } from '../cli/usage-error.ts';
import { type FaultName, faultNames, faultSpec } from './fault-table.ts';
import { type FaultWords, faultWords, requireKnown, wrongFault } from './fault-words.ts';
import { type ParameterValue, parseParameter } from './parameter.ts';
import {
  clash,
  type FaultPlan,
  faultText,
  type PlannedFault,
  type RandomRule,
  usualForMs,
} from './planned-fault.ts';
import { parseTime, timeText } from './time-text.ts';

const randomName = 'random';
const usualRandom = { every: '20s', of: 'kill|pause|cut' };
const randomKeys = [...Object.keys(usualRandom), 'on'];
const leastEveryMs = 2000;
const longestMs = 7 * 86_400_000;

/**
 * Reads what `--fault` says: `kill@60 cut:share=0.3@20`, spaces between. Whether there is what they are
 * done to is asked later (targets.ts). Throws `UsageError`.
 */
export function parsePlan(text: string): FaultPlan {
  const faults: PlannedFault[] = [];
  const random: RandomRule[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const words = faultWords(word);
    if (words.name === randomName) random.push(randomRule(words));
    else faults.push(plannedFault(words));
  }
  faults.sort((a, b) => a.atMs - b.atMs);
  requireApart(faults);
  return { faults, random };
}

function plannedFault(words: FaultWords): PlannedFault {
  const { word, at, lasts, target } = words;
  const name = nameOf(word, words.name);
  if (at === undefined) {
    throw wrongFault(word, `says no time: ${word}@30 is 30 s after the start of the run`);
  }
  const forMs = lasts === undefined ? usualForMs(name) : timeOf(word, '+', lasts);
  const parameters = parametersOf(words, name);
  return { name, parameters, atMs: timeOf(word, '@', at), forMs, ...given({ target }) };
}

function randomRule(words: FaultWords): RandomRule {
  const { word, options, at, lasts } = words;
  requireKnown(words, randomKeys);
  if (words.target !== undefined) {
    throw wrongFault(word, `"random" takes its targets as on=${words.target || 'node1|node2'}`);
  }
  const everyMs = parseTime(options.get('every') ?? usualRandom.every);
  if (everyMs === undefined || everyMs < leastEveryMs || everyMs > longestMs) {
    throw wrongFault(
      word,
      `"every" takes a time with its unit, ${timeText(leastEveryMs)} at least`,
    );
  }
  const of = (options.get('of') ?? usualRandom.of).split('|').map((name) => nameOf(word, name));
  const unset = of.find((name) =>
    Object.values(faultSpec(name).parameters).some((spec) => !('default' in spec)),
  );
  if (unset !== undefined) throw wrongFault(word, `"${unset}" can't be drawn: it must be told how`);
  return {
    everyMs,
    of,
    ...given({ on: options.get('on')?.split('|') }),
    fromMs: at === undefined ? 0 : timeOf(word, '@', at),
    forMs: lasts === undefined ? undefined : timeOf(word, '+', lasts),
  };
}

/** What was said; what was not is left out. */
function given<T extends object>(parts: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as { [K in keyof T]?: NonNullable<T[K]> };
}

function parametersOf(words: FaultWords, name: FaultName): Record<string, ParameterValue> {
  const specs = faultSpec(name).parameters;
  requireKnown(words, Object.keys(specs));
  const values: Record<string, ParameterValue> = {};
  for (const [key, spec] of Object.entries(specs)) {
    const value = parseParameter(spec, words.options.get(key));
    if ('problem' in value) throw wrongFault(words.word, `"${key}" ${value.problem}`);
    values[key] = value;
  }
  return values;
}

function timeOf(word: string, sign: '@' | '+', text: string): number {
  const ms = parseTime(text, true);
  if (ms !== undefined && ms <= longestMs) return ms;
  throw wrongFault(
    word,
    `"${sign}" takes a time of at most 7d, as 30, 30s or 1m30s, not "${text}"`,
  );
}

function nameOf(word: string, name: string): FaultName {
  const known = faultNames.find((each) => each === name);
  if (known === undefined) throw unknownFault(word, name);
  return known;
}

function unknownFault(word: string, name: string): UsageError {
  const all = [...faultNames, randomName];
  const like = nearest(name, all);
  const hint = like === undefined ? '' : ` (did you mean "${like}"?)`;
  return wrongFault(word, `there is no fault "${name}"${hint}; there are ${all.join(', ')}`);
}

function requireApart(faults: readonly PlannedFault[]): void {
  for (const [i, fault] of faults.entries()) {
    const other = faults.slice(0, i).find((earlier) => clash(earlier, fault));
    if (other === undefined) continue;
    throw wrongFault(
      faultText(fault),
      `begins before ${faultText(other)} is over, and both take the whole ${fault.target ?? other.target ?? 'server'}`,
    );
  }
}
