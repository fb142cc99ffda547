import type { OptionTable } from '../../engine/scenario.ts';
import { runFit } from '../../traffic/fit.ts';
import { type Command, exitCodes } from '../command.ts';
import { optionLines } from '../option-lines.ts';
import { parseOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';

const options = {
  file: { type: 'text', about: 'a CSV file with the columns offsetMs,author,bytes[,text]' },
  kind: { type: 'text', about: 'show (chat of a live room) or group', default: 'show' },
  seed: {
    type: 'number',
    about: 'of the generator',
    default: 1,
    min: 0,
    max: 4_294_967_295,
  },
} as const satisfies OptionTable;

const about = 'how well made-up traffic stands for that of a file';

export const fitCommand: Command = {
  name: 'fit',
  usage: 'fit --file FILE --kind show|group',
  about,
  help: () =>
    [`npm run swarm -- fit: ${about}`, '', 'Options:', ...optionLines(options), ''].join('\n'),
  async run(args) {
    const values = parseOptions(args, options, 'fit');
    const kind = values['kind'];
    if (kind !== 'show' && kind !== 'group') {
      throw new UsageError(`--kind is show or group, not "${kind}"`);
    }
    console.log(await runFit({ file: String(values['file']), kind, seed: Number(values['seed']) }));
    return exitCodes.passed;
  },
};
