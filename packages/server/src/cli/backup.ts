import { existsSync } from 'node:fs';
import type { Config } from '../config/schema.ts';
import { backupDatabase } from '../timeline/sqlite/backup.ts';
import { databasePath } from '../timeline/sqlite/connection.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { takeWords } from './words.ts';

/**
 * Copies the store of a data directory. It reads the file beside the running server, so it needs
 * neither its network nor a key, works just as well when no server runs, and can't slow down more
 * than one reader does.
 */
export const backupCommand: Command = async ({ resolve, words, print }) => {
  const [file = ''] = takeWords(words, 1, 'backup FILE [--data DIRECTORY]');
  const { config } = resolve();
  requireEmbedded(config);
  const database = databasePath(config.data);
  if (!existsSync(database)) {
    throw new CliError(exitCodes.usage, `${database} is not there; name the directory with --data`);
  }
  const { bytes } = storeErrors(() => backupDatabase(database, file));
  print(`${file}: ${bytes} bytes`);
  return exitCodes.ok;
};

/** Backups of files are for a store that is one. */
export function requireEmbedded({ cluster }: Pick<Config, 'cluster'>): void {
  if (!cluster) return;
  const text =
    'the store of a cluster is PostgreSQL: back it up and restore it with its own tools, ' +
    'then run `eagre renew-epoch` (docs/operations.md)';
  throw new CliError(exitCodes.usage, text);
}

/** Runs something on a store; what an operator can mend is told without a stack. */
export function storeErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreOpenError) throw new CliError(exitCodes.failed, error.message, error);
    throw error;
  }
}
