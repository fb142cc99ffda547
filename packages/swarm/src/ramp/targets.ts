import type { Json } from '../engine/json.ts';
import { connectTarget } from './connect-target.ts';
import { groupTarget } from './group-target.ts';
import { roomTarget } from './room-target.ts';
import type { RampTarget } from './target.ts';

/** All that can be raised, by the word on the command line. */
export const rampTargets: ReadonlyMap<string, RampTarget> = new Map(
  [roomTarget, groupTarget, connectTarget].map((target) => [
    target.name,
    target as unknown as RampTarget<Json>,
  ]),
);
