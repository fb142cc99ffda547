import { compare } from '../../compare/compare.ts';
import { describeComparison } from '../../compare/compare-result.ts';
import { compareOptions, comparePlan } from '../../compare/peers.ts';
import type { OptionTable } from '../../engine/scenario.ts';
import { assertWritable, writeWhole } from '../../report/json.ts';
import { onInterrupt } from '../../run/interrupts.ts';
import { type Command, exitCodes } from '../command.ts';
import { optionLines } from '../option-lines.ts';
import { parseOptions } from '../options.ts';

const options = {
  ...compareOptions,
  json: { type: 'text', about: 'write all figures as JSON to this file', default: '' },
} as const satisfies OptionTable;

const about = 'the same fan-out by Eagre and by another server, in one run, by turns';

export const compareCommand: Command = {
  name: 'compare',
  usage: 'compare --peer socketio|nchan|centrifugo',
  about,
  help: () =>
    [`npm run swarm -- compare: ${about}`, '', 'Options:', ...optionLines(options), ''].join('\n'),
  async run(args) {
    const values = parseOptions(args, options, 'compare');
    const json = String(values['json']);
    assertWritable(json);
    const abort = new AbortController();
    const end = onInterrupt(() => abort.abort());
    let label = '';
    const view = {
      progress(next: string) {
        if (next !== label) process.stderr.write(`${next}\n`);
        label = next;
      },
      note: (text: string) => void process.stderr.write(`${text}\n`),
    };
    const result = await compare(comparePlan(values), view, abort.signal).finally(end);
    for (const line of describeComparison(result)) console.log(line);
    if (json !== '') writeWhole(json, `${JSON.stringify(result, null, 2)}\n`);
    if (result.interrupted) return exitCodes.interrupted;
    return result.verdicts.every(({ ok }) => ok) ? exitCodes.passed : exitCodes.failed;
  },
};
