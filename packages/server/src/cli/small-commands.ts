import { appId } from '@eagre/protocol';
import { printConfig } from '../config/print.ts';
import { version } from '../version.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { adminKeyText, keyText } from './key.ts';
import { takeWords } from './words.ts';

export const configCommand: Command = async ({ resolve, words, print }) => {
  takeWords(words, 0, 'config [flags]');
  print(printConfig(resolve()));
  return exitCodes.ok;
};

export const versionCommand: Command = async ({ words, print }) => {
  takeWords(words, 0, 'version');
  print(version);
  return exitCodes.ok;
};

export const keyCommand: Command = async ({ words, print }) => {
  const [app = ''] = takeWords(words, 1, 'key APP');
  const id = appId.safeParse(app);
  if (!id.success) {
    throw new CliError(exitCodes.usage, `app "${app}" ${id.error.issues[0]?.message}`);
  }
  print(keyText(id.data));
  return exitCodes.ok;
};

export const adminKeyCommand: Command = async ({ words, print }) => {
  takeWords(words, 0, 'admin-key');
  print(adminKeyText());
  return exitCodes.ok;
};
