import { BoundedMap } from '../conversation/bounded-map.ts';

/** Agents in use at once: versions of a few apps on a few systems. */
const mostAgents = 1000;

/** What devices run on, each text once: a hundred thousand of them name the same few. */
export class Agents {
  readonly #known = new BoundedMap<string, string>(mostAgents);

  of(agent: string | undefined): string | undefined {
    if (agent === undefined) return undefined;
    const known = this.#known.get(agent);
    if (known === undefined) this.#known.set(agent, agent);
    return known ?? agent;
  }
}
