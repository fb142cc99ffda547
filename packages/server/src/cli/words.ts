import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** The words a command takes, no more and no less. `usage`: `backup FILE`. */
export function takeWords(words: readonly string[], count: number, usage: string): string[] {
  if (words.length === count) return [...words];
  throw new CliError(exitCodes.usage, `usage: eagre ${usage}`);
}
