import { UsageError } from '../cli/usage-error.ts';

/** `NAME:KEY=VALUE,…@AT+FOR:TARGET` taken apart; what is left out is undefined. */
export interface FaultWords {
  /** All of it, for messages. */
  word: string;
  name: string;
  options: ReadonlyMap<string, string>;
  at: string | undefined;
  lasts: string | undefined;
  target: string | undefined;
}

const shape = /^([a-z]+)(?::([^@]*))?(?:@([^@+:]*)(?:\+([^@+:]*))?(?::([a-z0-9-]*))?)?$/;

/** Throws `UsageError`. */
export function faultWords(word: string): FaultWords {
  const match = shape.exec(word);
  if (match === null) {
    throw wrongFault(word, 'is not NAME:KEY=VALUE,…@AT+FOR:TARGET, as slow:delay=200ms@40+20');
  }
  const [, name = '', options = '', at, lasts, target] = match;
  return { word, name, options: pairs(word, options), at, lasts, target };
}

/** Fails when there are options that a fault does not have. */
export function requireKnown({ word, name, options }: FaultWords, known: readonly string[]): void {
  for (const key of options.keys()) {
    if (known.includes(key)) continue;
    const has = known.join(', ') || 'nothing that can be set';
    throw wrongFault(word, `"${name}" has no "${key}": it has ${has}`);
  }
}

export function wrongFault(word: string, problem: string): UsageError {
  return new UsageError(`--fault ${word}: ${problem}`);
}

function pairs(word: string, options: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const option of options === '' ? [] : options.split(',')) {
    const [key = '', ...value] = option.split('=');
    if (key === '' || value.length !== 1) throw wrongFault(word, `"${option}" is not KEY=VALUE`);
    if (found.has(key)) throw wrongFault(word, `"${key}" is there twice`);
    found.set(key, value[0] ?? '');
  }
  return found;
}
