import { objectivesOf, rampOptions } from '../../ramp/ramp-run.ts';
import { rampScenarios } from '../../ramp/ramp-scenario.ts';
import { rampTargets } from '../../ramp/targets.ts';
import { runFromOptions } from '../../run/from-options.ts';
import { settingsForRooms } from '../../target/local-server-settings.ts';
import type { Command } from '../command.ts';
import { commonOptions } from '../common-options.ts';
import { nearest } from '../nearest.ts';
import { optionLines } from '../option-lines.ts';
import { parseOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';

const about = 'the highest load that holds objectives, found by stepping and confirmed';

export const rampCommand: Command = {
  name: 'ramp',
  usage: "ramp TARGET --objective 'p99<500ms'",
  about,
  help: () =>
    [
      `npm run swarm -- ramp TARGET: ${about}`,
      '',
      ...[...rampTargets.values()].flatMap((target) => [
        `${target.name}: the most ${target.about} (${target.unit}), holding ${target.objectives}`,
        ...optionLines(target.options),
      ]),
      '',
      'Options of every ramp:',
      ...optionLines(rampOptions),
      '',
      'Options of every run:',
      ...optionLines(commonOptions),
      '',
    ].join('\n'),
  async run([word = '', ...args]) {
    const target = rampTargets.get(word);
    const scenario = rampScenarios.get(`ramp-${word}`);
    if (target === undefined || scenario === undefined) {
      const names = [...rampTargets.keys()];
      const near = nearest(word, names);
      const hint = near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${near}?`;
      throw new UsageError(`ramp takes a target, not "${word}"; ${hint}`);
    }
    const table = { ...scenario.options, ...commonOptions };
    const values = parseOptions(args, table, `ramp ${word}`);
    objectivesOf(target, values);
    return runFromOptions(scenario, values, args, {
      command: `npm run swarm -- ramp ${word}`,
      // Its own limits are not what is searched for.
      settings: settingsForRooms,
    });
  },
};
