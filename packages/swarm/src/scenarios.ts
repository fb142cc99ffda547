import { UsageError } from './cli/usage-error.ts';
import type { Json } from './engine/json.ts';
import type { Scenario } from './engine/scenario.ts';
import { rampScenarios } from './ramp/ramp-scenario.ts';
import { chatBurst } from './scenarios/chat-burst.ts';
import { coldStart } from './scenarios/cold-start.ts';
import { dailyPeaks } from './scenarios/daily-peaks.ts';
import { groupFission } from './scenarios/group-fission.ts';
import { hop } from './scenarios/hop.ts';
import { itemDrop } from './scenarios/item-drop.ts';
import { joinStorm } from './scenarios/join-storm.ts';
import { likeStorm } from './scenarios/like-storm.ts';
import { mixedNight } from './scenarios/mixed-night.ts';
import { reconnectHerd } from './scenarios/reconnect-herd.ts';
import { replay } from './scenarios/replay.ts';
import { slowConsumers } from './scenarios/slow-consumers.ts';
import { soak } from './scenarios/soak.ts';

/** Each knows its own stage only; between processes it goes as JSON. */
const all = [
  mixedNight,
  joinStorm,
  chatBurst,
  itemDrop,
  likeStorm,
  hop,
  reconnectHerd,
  slowConsumers,
  groupFission,
  dailyPeaks,
  coldStart,
  replay,
  soak,
] as unknown as Scenario<Json>[];

/** Those of the command line, in the order of its help. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  all.map((scenario) => [scenario.name, scenario]),
);

/** A process of the load finds what it is to do by the name, ramps included. */
export function scenarioNamed(name: string): Scenario {
  const scenario = scenarios.get(name) ?? rampScenarios.get(name);
  if (scenario === undefined) throw new UsageError(`no scenario "${name}"`);
  return scenario;
}
