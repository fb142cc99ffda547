import type { Clock, Timer } from '@eagre/protocol/clock';
import { viewLimits } from './view-limits.ts';

/** A store that does something from its first user to its last. */
export interface Running<Store> {
  /** `idle` gives those of its kind that nobody uses any more and that are about to stop. */
  start(idle: () => readonly Store[]): void;
  stop(): void;
  /** It is used again before it was stopped. */
  resume?(): void;
}

interface Shared<Store> {
  store: Store;
  users: number;
  /** Runs while nobody uses the store. */
  ending: Timer | undefined;
}

/**
 * One store for each key, shared by all that use it. It stops a moment after its last user left, so
 * that neither the double mount of React's strict mode nor a switch of tabs makes it start anew.
 */
export class SharedStores<Store extends Running<Store>> {
  readonly #clock: Clock;
  readonly #make: (key: string) => Store;
  readonly #stores = new Map<string, Shared<Store>>();

  constructor(clock: Clock, make: (key: string) => Store) {
    this.#clock = clock;
    this.#make = make;
  }

  get size(): number {
    return this.#stores.size;
  }

  /** The store, if it runs. */
  get(key: string): Store | undefined {
    return this.#stores.get(key)?.store;
  }

  /** The store, until `release` was called as often as this. */
  acquire(key: string): Store {
    const known = this.#stores.get(key);
    if (known === undefined) return this.#begin(key);
    const wasIdle = known.users === 0;
    known.users += 1;
    known.ending?.cancel();
    known.ending = undefined;
    if (wasIdle) known.store.resume?.();
    return known.store;
  }

  release(key: string): void {
    const shared = this.#stores.get(key);
    if (shared === undefined) return;
    shared.users -= 1;
    if (shared.users > 0) return;
    shared.ending = this.#clock.setTimer(viewLimits.lingerMs, () => {
      this.#stores.delete(key);
      shared.store.stop();
    });
  }

  *[Symbol.iterator](): Iterator<Store> {
    for (const { store } of this.#stores.values()) yield store;
  }

  #begin(key: string): Store {
    const store = this.#make(key);
    this.#stores.set(key, { store, users: 1, ending: undefined });
    store.start(() => this.#idle());
    return store;
  }

  #idle(): Store[] {
    return [...this.#stores.values()].filter(({ users }) => users === 0).map(({ store }) => store);
  }
}
