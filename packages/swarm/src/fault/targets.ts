import type { Random } from '@eagre/protocol';
import type { ClusterNames } from '../target/cluster-names.ts';
import { type FaultName, faultSpec, type Scope } from './fault-table.ts';
import { wrongFault } from './fault-words.ts';
import { type FaultPlan, faultText, type PlannedFault } from './planned-fault.ts';

/** Connections of devices; what faults of the network are for unless they say something else. */
export const deviceLines = 'devices';

/**
 * What the faults of a run can be done to in a cluster, by the names of its parts. `node1` is the
 * process for faults that take one, and all its ways to what is behind it for those of the network.
 */
export class FaultTargets {
  readonly #names: ClusterNames;
  /** Links by the name that means them: their own, or that of a part at either end. */
  readonly #links = new Map<string, string[]>();

  constructor(names: ClusterNames) {
    this.#names = names;
    for (const { name, node, part } of names.links) {
      for (const key of [node, part, name]) {
        this.#links.set(key, [...(this.#links.get(key) ?? []), name]);
      }
    }
  }

  /** Names that a fault of this kind takes. */
  of(scope: Scope): readonly string[] {
    const { nodes, postgres, nats } = this.#names;
    if (scope === 'node') return nodes;
    if (scope === 'part') return [...nodes, ...postgres, ...nats];
    return [...(scope === 'line' ? [deviceLines] : []), ...this.#links.keys()];
  }

  /** The links that a target of the network means; none for that of devices. */
  links(target: string): readonly string[] {
    return this.#links.get(target) ?? [];
  }

  /** The fault with a target: a node for those that name none. */
  aimed(fault: PlannedFault, random: Random): PlannedFault {
    if (fault.target !== undefined) return fault;
    const isOfDevices = faultSpec(fault.name).scope === 'line';
    return { ...fault, target: isOfDevices ? deviceLines : pick(this.#names.nodes, random) };
  }

  /** One of all that the fault can be done to, or of those among `on`. */
  draw(name: FaultName, on: readonly string[] | undefined, random: Random): string {
    return pick(this.#drawable(name, on), random);
  }

  /** Of two names for the same link one is enough, so that each is as likely as the other. */
  #drawable(name: FaultName, on: readonly string[] | undefined): readonly string[] {
    const { scope } = faultSpec(name);
    if (on !== undefined) return this.of(scope).filter((target) => on.includes(target));
    if (scope === 'link') return this.#names.nodes;
    if (scope === 'part' || scope === 'node') return this.of(scope);
    return [deviceLines, ...this.#names.links.map((link) => link.name)];
  }

  /** The links that the faults of a plan may be done to. */
  linksOf({ faults, random }: FaultPlan): Set<string> {
    const named = faults.flatMap(({ name, target }) => this.#linksFor(name, target));
    const drawn = random.flatMap(({ of, on }) =>
      of.flatMap((name) =>
        this.#drawable(name, on).flatMap((target) => this.#linksFor(name, target)),
      ),
    );
    return new Set([...named, ...drawn]);
  }

  #linksFor(name: FaultName, target: string | undefined): readonly string[] {
    const { scope } = faultSpec(name);
    if (scope === 'part' || scope === 'node') return [];
    if (target !== undefined) return this.links(target);
    return scope === 'line' ? [] : this.#names.links.map((link) => link.name);
  }

  /** Throws `UsageError` for a target that is none. */
  require({ faults, random }: FaultPlan): void {
    for (const fault of faults) {
      if (fault.target === undefined) continue;
      const names = this.of(faultSpec(fault.name).scope);
      if (!names.includes(fault.target)) throw noTarget(fault, fault.target, names);
    }
    for (const { of, on = [] } of random) {
      for (const name of of) {
        const names = this.of(faultSpec(name).scope);
        if (on.length === 0 || on.some((target) => names.includes(target))) continue;
        const text = `random:of=${name},on=${on.join('|')}`;
        throw wrongFault(text, `"${name}" has none of these targets: ${names.join(', ')}`);
      }
    }
  }
}

/** Throws `UsageError` when a fault names a part of a cluster though there is none. */
export function requireNoTargets({ faults, random }: FaultPlan): void {
  for (const fault of faults) {
    const { name, target } = fault;
    if (target === undefined) continue;
    const isUsual = faultSpec(name).scope === 'line' ? target === deviceLines : false;
    if (isUsual) continue;
    throw wrongFault(faultText(fault), `"${target}" is a part of a cluster: say --serve-cluster`);
  }
  const on = random.find((rule) => rule.on !== undefined)?.on;
  if (on === undefined) return;
  throw wrongFault(
    `random:on=${on.join('|')}`,
    'targets are parts of a cluster: say --serve-cluster',
  );
}

function noTarget(fault: PlannedFault, target: string, names: readonly string[]) {
  return wrongFault(
    faultText(fault),
    `"${fault.name}" has no target "${target}"; it has ${names.join(', ')}`,
  );
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random.next() * items.length)] as T;
}
