import type { Json } from '../engine/json.ts';
import type { Scenario } from '../engine/scenario.ts';
import { partsOf, RampRun, rampOptions } from './ramp-run.ts';
import { spellTable } from './result.ts';
import { isSpellOrder, SpellRunner } from './spell.ts';
import { Tally } from './tally.ts';
import type { RampTarget } from './target.ts';
import { rampTargets } from './targets.ts';

/** What the processes and the controller meet at between two spells. */
const syncName = 'spell';

/**
 * A ramp as a scenario: all processes keep their devices over all spells; after each they meet, and the
 * controller answers with the next one, or with null. In the findings' `own.ramp` lies a `RampResult`.
 */
export function rampScenario(target: RampTarget): Scenario {
  // There is one controller in a process, and it prepares before anything else.
  let run: RampRun | undefined;
  const { name, about } = target;
  return {
    name: `ramp-${name}`,
    about: `the most ${about}`,
    options: { ...rampOptions, ...target.options },
    devices: (options) => target.devices(options),
    // It goes on until something gives way, and each spell tells whether that was the tool.
    without: ['tool'],

    prepare(controller) {
      run = new RampRun(target, controller);
      return target.prepare(controller);
    },

    async run(load, stage) {
      const tally = new Tally();
      const opened = await target.open(load, stage, tally);
      const runner = new SpellRunner(load, opened, tally);
      let order = await load.sync(syncName);
      while (isSpellOrder(order) && !load.signal.aborted) {
        const part = await runner.run(order);
        order = await load.sync(syncName, { ...part });
      }
    },

    async onSync(at, values) {
      if (at !== syncName || run === undefined) return undefined;
      return run.next(partsOf(values));
    },

    async judge(controller, _stage, findings) {
      if (run === undefined) return [];
      const { result } = run;
      findings.own['ramp'] = result as unknown as Json;
      const [mainTimer] = target.timers;
      for (const line of spellTable(result.spells, target.unit, mainTimer)) controller.note(line);
      return [{ name: 'capacity', ok: result.capacity !== null, text: result.text }];
    },
  };
}

/** By their names, as `ramp-room`: a process of the load finds its own by it. */
export const rampScenarios: ReadonlyMap<string, Scenario> = new Map(
  [...rampTargets.values()].map(rampScenario).map((scenario) => [scenario.name, scenario]),
);
