import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';
import { fromText, isBoolean } from './expectation.ts';
import { flagOf, textSettings, variableOf } from './names.ts';
import { type SettingName, settingNames } from './schema.ts';
import { didYouMean } from './suggest.ts';

/** A value as somebody gave it, and where: `--port`, `EAGRE_PORT`, `eagre.json`. */
export interface Given {
  name: SettingName;
  value: unknown;
  origin: string;
}

/** Values of one source, and what was wrong with it. */
export interface Source {
  given: Given[];
  problems: string[];
}

/** A JSON object with settings by their names. */
export function fromFile(path: string): Source {
  const object = readObject(path);
  const source: Source = { given: [], problems: [] };
  for (const [name, value] of Object.entries(object)) {
    if (isSetting(name)) source.given.push({ name, value, origin: path });
    else if (name !== '$schema') {
      source.problems.push(`${path}: unknown setting "${name}"${didYouMean(name, settingNames)}`);
    }
  }
  return source;
}

function readObject(path: string): object {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`configuration file ${path} can't be read: ${reason}`]);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ConfigError([`configuration file ${path} must hold one JSON object`]);
}

/** Variables of Eagre that are no settings: the file's path, what workers and tools read. */
const otherVariables = /^EAGRE_(?:CONFIG$|WORKER$|TEST_|BENCH_|CHAT_|URL$|TOKEN$|KEY$)/;

/** An empty variable counts as not given, as shells and container tools write them. */
export function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Source {
  const byVariable = new Map(textSettings.map((name) => [variableOf(name), name]));
  const source: Source = { given: [], problems: [] };
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith('EAGRE_') || otherVariables.test(variable) || !text) continue;
    const name = byVariable.get(variable);
    if (name) source.given.push({ name, value: fromText(name, text), origin: variable });
    else {
      const guess = didYouMean(variable, [...byVariable.keys()]);
      source.problems.push(`unknown variable ${variable}${guess}`);
    }
  }
  return source;
}

/** Flags and the words between them. */
export interface Flags extends Source {
  config?: string;
  help: boolean;
  words: string[];
}

/** `--port 7070`, `--port=7070`, `--dev`, `--no-dev`, `--config FILE`, `--help`. */
export function fromFlags(args: readonly string[]): Flags {
  const flags: Flags = { given: [], problems: [], help: false, words: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--help' || arg === '-h') flags.help = true;
    else if (arg.startsWith('--')) takeFlag(arg, rest, flags);
    else if (arg.startsWith('-') && arg !== '-') flags.problems.push(`unknown flag ${arg}`);
    else flags.words.push(arg);
  }
  return flags;
}

function takeFlag(arg: string, rest: string[], flags: Flags): void {
  const equals = arg.indexOf('=');
  const flag = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
  const inline = equals < 0 ? undefined : arg.slice(equals + 1);
  const name = textSettings.find((candidate) => flagOf(candidate) === flag);
  if (name !== undefined && isBoolean(name) && inline === undefined) {
    flags.given.push({ name, value: true, origin: `--${flag}` });
    return;
  }
  const negated = textSettings.find((candidate) => `no-${flagOf(candidate)}` === flag);
  if (negated !== undefined && isBoolean(negated) && inline === undefined) {
    flags.given.push({ name: negated, value: false, origin: `--${flag}` });
    return;
  }
  if (name === undefined && flag !== 'config') {
    const known = [...textSettings.map((candidate) => `--${flagOf(candidate)}`), '--config'];
    flags.problems.push(`unknown flag --${flag}${didYouMean(`--${flag}`, known)}`);
    return;
  }
  const text = inline ?? (rest[0]?.startsWith('--') ? undefined : rest.shift());
  if (text === undefined || text === '') flags.problems.push(`--${flag} needs a value`);
  else if (name === undefined) flags.config = text;
  else flags.given.push({ name, value: fromText(name, text), origin: `--${flag}` });
}

function isSetting(name: string): name is SettingName {
  return (settingNames as string[]).includes(name);
}
