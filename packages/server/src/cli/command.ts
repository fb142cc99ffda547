import type { ResolvedConfig } from '../config/resolve.ts';

/** What a command works with; tests hand in their own. */
export interface CommandContext {
  /** Settings from all sources; throws `ConfigError`. */
  resolve(): ResolvedConfig;
  /** Words after the command's name. */
  words: readonly string[];
  /** One line, or several, to standard output. */
  print(text: string): void;
}

/** Resolves to the exit code. Throws `CliError` for what the user can mend. */
export type Command = (context: CommandContext) => Promise<number>;
