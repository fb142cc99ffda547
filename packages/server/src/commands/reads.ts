import type { ReadMarks } from '../conversation/read-marks.ts';
import type { CommandHandler } from './command.ts';

export function readsCommand(readMarks: Pick<ReadMarks, 'of'>): CommandHandler<'reads'> {
  return async ({ actor, request }) =>
    JSON.stringify(await readMarks.of(actor, request.conversation, request.limit));
}
