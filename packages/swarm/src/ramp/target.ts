import type { Json } from '../engine/json.ts';
import type { Load, OptionValues } from '../engine/load.ts';
import type { TimerName } from '../engine/meter.ts';
import type { Controller, OptionTable } from '../engine/scenario.ts';
import type { Tally } from './tally.ts';

/** What a ramp raises: messages a second in a room, connections a second … */
export interface RampTarget<Stage extends Json = Json> {
  /** The word after `swarm ramp`. */
  name: string;
  about: string;
  /** Of the rate: `messages/s`. */
  unit: string;
  options: OptionTable;
  /** That objectives may speak of; the first is meant when they name none. */
  timers: readonly [TimerName, ...TimerName[]];
  /** What must hold unless the user says otherwise of the same thing. */
  objectives: string;
  /** The first rate, and the highest that is tried. */
  from: number;
  most(options: OptionValues): number;
  devices(options: OptionValues): number;
  /** Devices that one message is to reach; 1 where nothing is handed on. */
  fanOut(options: OptionValues): number;
  prepare(controller: Controller): Promise<Stage>;
  /** Connects this process's share of the devices. */
  open(load: Load, stage: Stage, tally: Tally): Promise<TargetLoad>;
}

/** A target in one process: does one thing whenever it is told to, and tells the tally what came of it. */
export interface TargetLoad {
  act(dueMs: number): void;
  /** Besides `act`, while a spell goes on. */
  start?(): void;
  stop?(): void;
  /** Grows while something is still arriving. */
  arrivals(): number;
  /** Reliable messages × devices that have arrived, since the beginning. */
  reliableArrived(): number;
  /** What takes this long without news is over. ms. */
  quietMs: number;
}
