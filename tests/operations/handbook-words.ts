import { helpText } from '../../packages/server/src/cli/help.ts';
import { flagOf, variableOf } from '../../packages/server/src/config/names.ts';
import { settingNames } from '../../packages/server/src/config/schema.ts';

const help = helpText();
const commands = new Set([...help.matchAll(/^ {2}([a-z-]+)(?= )/gm)].map(([, name = '']) => name));
const flags = new Set<string>([...settingNames.map(flagOf), 'config', 'help']);
/** Of files beside the settings, and of the example of containers. */
const variables = new Set<string>([
  ...settingNames.map(variableOf),
  'EAGRE_CONFIG',
  'EAGRE_POSTGRES_PASSWORD',
]);

/** Commands, flags and variables of the program that a text names and that are not there. */
export function unknownWords(text: string): string[] {
  const unknown: string[] = [];
  for (const [, line = ''] of text.matchAll(/(?:`|\$ |^)eagre ((?!\d)[^`\n]*)/gm)) {
    const [command = ''] = line.split(/\s/);
    if (!commands.has(command)) unknown.push(`eagre ${command}`);
    // A comment behind a command is no part of it.
    const [told = ''] = line.split('#');
    for (const [, flag = ''] of told.matchAll(/ --([a-z-]+)/g)) {
      if (!flags.has(flag)) unknown.push(`--${flag}`);
    }
  }
  for (const [name] of text.matchAll(/\bEAGRE_[A-Z_]+/g)) {
    if (!variables.has(name)) unknown.push(name);
  }
  return unknown;
}

/** Words in code that look like a setting: `drainDelayMs`. */
export function settingLike(text: string): string[] {
  return [...text.matchAll(/`([a-z]+(?:[A-Z][a-z]+)+)`/g)].map(([, name = '']) => name);
}
