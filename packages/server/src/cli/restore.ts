import type { Clock } from '@eagre/protocol';
import { restoreFrom } from '../timeline/restore.ts';
import { requireEmbedded, storeErrors } from './backup.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { takeWords } from './words.ts';

/** Puts a backup into an empty data directory. Devices learn by the new epochs what was lost. */
export function restoreCommand(clock: Clock): Command {
  return async ({ resolve, words, print }) => {
    const [file = ''] = takeWords(words, 1, 'restore FILE [--data DIRECTORY]');
    const { config } = resolve();
    requireEmbedded(config);
    const { queues, epoch } = storeErrors(() => restoreFrom(file, config.data, clock.now()));
    print(`restored ${queues} queues into ${config.data}; their epoch is now ${epoch}`);
    return exitCodes.ok;
  };
}
