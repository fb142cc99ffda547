import { ConfigError } from '../config/config-error.ts';
import { resolveConfig } from '../config/resolve.ts';
import { fromFlags } from '../config/sources.ts';
import { didYouMean } from '../config/suggest.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { helpText } from './help.ts';

export interface CliOptions {
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  commands: Readonly<Record<string, Command>>;
  print(text: string): void;
  printError(text: string): void;
}

/** Runs one command line; resolves to the exit code and never rejects. */
export async function runCli(options: CliOptions): Promise<number> {
  try {
    return await runCommand(options);
  } catch (error) {
    options.printError(textOf(error));
    if (error instanceof CliError) return error.exitCode;
    return error instanceof ConfigError ? exitCodes.usage : exitCodes.failed;
  }
}

async function runCommand(options: CliOptions): Promise<number> {
  const { commands, environment, print } = options;
  const flags = fromFlags(options.args);
  const [name, ...words] = flags.words;
  if (flags.help || name === 'help') {
    print(helpText());
    return exitCodes.ok;
  }
  const command = name === undefined ? undefined : commands[name];
  if (command === undefined) throw unknownCommand(name, Object.keys(commands));
  return command({ resolve: () => resolveConfig(flags, environment), words, print });
}

function unknownCommand(name: string | undefined, known: readonly string[]): CliError {
  const all = [...known, 'help'];
  const message =
    name === undefined
      ? `say what to do: ${all.join(', ')}`
      : `unknown command ${name}${didYouMean(name, all)}; commands are ${all.join(', ')}`;
  return new CliError(exitCodes.usage, message);
}

function textOf(error: unknown): string {
  if (error instanceof ConfigError) {
    return error.problems.map((problem) => `eagre: ${problem}`).join('\n');
  }
  if (error instanceof CliError) return `eagre: ${error.message}`;
  return `eagre: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
