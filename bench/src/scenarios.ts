import type { Scenario } from './cli/scenario.ts';
import { append } from './scenarios/append.ts';
import { coldStart } from './scenarios/cold-start.ts';
import { frames } from './scenarios/frames.ts';
import { group } from './scenarios/group.ts';
import { idle } from './scenarios/idle.ts';
import { replay } from './scenarios/replay.ts';

const all: readonly Scenario[] = [group, frames, coldStart, idle, append, replay];

export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  all.map((scenario) => [scenario.name, scenario]),
);
