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
import type { FaultTargets } from './targets.ts';

/**
 * All faults of a plan in the order of their times, without an end when some are drawn. The same
 * `random` draws the same ones, however long the run is. With `targets` each names what it is done to.
 */
export function* scheduleFaults(
  plan: FaultPlan,
  random: Random,
  targets?: FaultTargets,
): Generator<PlannedFault> {
  const newRandom = () => new SeededRandom(random.next() * 2 ** 32);
  const randoms = plan.random.map(newRandom);
  const given = targets === undefined ? plan.faults : aimedApart(plan, targets, newRandom());
  const streams = [
    given.values(),
    ...plan.random.map((rule, i) => drawn(rule, randoms[i] as SeededRandom, given, targets)),
  ].map((faults) => ({ faults, next: faults.next() }));
  let taking: PlannedFault[] = [];
  for (;;) {
    const [first] = streams
      .filter(({ next }) => next.done !== true)
      .sort((a, b) => a.next.value.atMs - b.next.value.atMs);
    if (first === undefined) return;
    const fault: PlannedFault = first.next.value;
    first.next = first.faults.next();
    // What two rules draw may meet; the earlier one stays.
    if (taking.some((earlier) => clash(earlier, fault))) continue;
    taking = taking.filter(({ atMs, forMs = 0 }) => atMs + forMs > fault.atMs);
    if (faultSpec(fault.name).takesPart) taking.push(fault);
    yield fault;
  }
}

/** Two that name no target were found apart in time, so that they never meet whatever is drawn. */
function aimedApart(plan: FaultPlan, targets: FaultTargets, random: Random): PlannedFault[] {
  return plan.faults.map((fault) => targets.aimed(fault, random));
}

/** In the second half of each `every`, for a quarter of it at most: none runs into the next. */
function* drawn(
  rule: RandomRule,
  random: SeededRandom,
  given: readonly PlannedFault[],
  targets: FaultTargets | undefined,
): Generator<PlannedFault> {
  const { everyMs, of, fromMs, forMs: endsAfterMs = Number.POSITIVE_INFINITY } = rule;
  for (let slotMs = 0; ; slotMs += everyMs) {
    const atMs = Math.floor(slotMs + everyMs * (0.5 + random.next() / 2));
    const name = random.pick(of);
    const target = targets?.draw(name, rule.on, random);
    if (atMs >= endsAfterMs) return;
    const usualMs = usualForMs(name);
    const fault: PlannedFault = {
      name,
      parameters: usualParameters(name),
      atMs: fromMs + atMs,
      forMs: usualMs === undefined ? undefined : Math.min(usualMs, Math.round(everyMs / 4)),
      ...(target === undefined ? {} : { target }),
    };
    if (!given.some((one) => clash(one, fault))) yield fault;
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
