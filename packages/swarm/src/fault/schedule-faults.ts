import type { Random } from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';
import { faultSpec } from './fault-table.ts';
import { parseParameter } from './parameter.ts';
import {
  clash,
  type FaultPlan,
  type PlannedFault,
  type RandomRule,
  usualForMs,
} from './planned-fault.ts';

/**
 * All faults of a plan in the order of their times, without an end when some are drawn. The same
 * `random` draws the same ones, however long the run is.
 */
export function* scheduleFaults(plan: FaultPlan, random: Random): Generator<PlannedFault> {
  const streams = [
    plan.faults.values(),
    ...plan.random.map((rule) => drawn(rule, new SeededRandom(random.next() * 2 ** 32), plan)),
  ].map((faults) => ({ faults, next: faults.next() }));
  let last: PlannedFault | undefined;
  for (;;) {
    const [first] = streams
      .filter(({ next }) => next.done !== true)
      .sort((a, b) => a.next.value.atMs - b.next.value.atMs);
    if (first === undefined) return;
    const fault: PlannedFault = first.next.value;
    first.next = first.faults.next();
    // What two rules draw may meet; the earlier one stays.
    if (last !== undefined && clash(last, fault)) continue;
    if (faultSpec(fault.name).takesServer) last = fault;
    yield fault;
  }
}

/** In the second half of each `every`, for a quarter of it at most: none runs into the next. */
function* drawn(rule: RandomRule, random: SeededRandom, plan: FaultPlan): Generator<PlannedFault> {
  const { everyMs, of, fromMs, forMs: endsAfterMs = Number.POSITIVE_INFINITY } = rule;
  for (let slotMs = 0; ; slotMs += everyMs) {
    const atMs = Math.floor(slotMs + everyMs * (0.5 + random.next() / 2));
    const name = random.pick(of);
    if (atMs >= endsAfterMs) return;
    const usualMs = usualForMs(name);
    const forMs = usualMs === undefined ? undefined : Math.min(usualMs, Math.round(everyMs / 4));
    const fault = { name, parameters: usualParameters(name), atMs: fromMs + atMs, forMs };
    if (!plan.faults.some((given) => clash(given, fault))) yield fault;
  }
}

function usualParameters(name: PlannedFault['name']): PlannedFault['parameters'] {
  const values: Record<string, PlannedFault['parameters'][string]> = {};
  for (const [key, spec] of Object.entries(faultSpec(name).parameters)) {
    const value = parseParameter(spec, undefined);
    if ('value' in value) values[key] = value;
  }
  return values;
}
