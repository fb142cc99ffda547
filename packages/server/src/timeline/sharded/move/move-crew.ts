import type { Clock } from '@eagre/protocol';
import type { Limits } from '../../../limits.ts';
import { openLink } from '../../postgres/link.ts';
import type { Link } from '../../postgres/link-types.ts';
import type { BucketMap } from '../bucket-map.ts';
import { settleMap } from '../map-setup.ts';
import type { MapStore } from '../map-store.ts';
import { openShards } from '../open-shards.ts';
import { postgresShard } from '../postgres-shard.ts';
import type { Shard } from '../shard.ts';
import { BucketSource } from './bucket-source.ts';
import { BucketTarget } from './bucket-target.ts';

export interface MoveServer {
  name: string;
  /** See `LinkOptions`. */
  url: string;
}

export interface CrewOptions {
  servers: readonly MoveServer[];
  clock: Clock;
  limits: Limits;
  report: (error: unknown, what: string) => void;
}

/** All servers, as who moves buckets between them sees them, and the map. */
export class MoveCrew {
  readonly shards: ReadonlyMap<string, Shard>;
  readonly #links: ReadonlyMap<string, Link>;
  readonly #limits: Limits;
  readonly #store: MapStore;
  #map: BucketMap;

  /** Rejects with `StoreOpenError` and `TimelineError`. */
  static async open(options: CrewOptions): Promise<MoveCrew> {
    const { servers, ...rest } = options;
    const opened = await openShards(
      servers.map((server) => postgresShard({ ...rest, ...server })),
      () => {},
    );
    const { shards, follow } = opened;
    const links = new Map<string, Link>();
    try {
      for (const { name, url } of servers) links.set(name, await openLink({ ...rest, url }));
      const { map, store } = await settleMap(shards);
      const crew = new MoveCrew(shards, links, store, map, options.limits);
      follow(() => crew.map.version);
      await crew.tellAll();
      return crew;
    } catch (error) {
      for (const link of links.values()) await link.close();
      for (const { timeline } of shards) await timeline.close();
      throw error;
    }
  }

  private constructor(
    shards: readonly Shard[],
    links: ReadonlyMap<string, Link>,
    store: MapStore,
    map: BucketMap,
    limits: Limits,
  ) {
    this.shards = new Map(shards.map((shard) => [shard.name, shard]));
    this.#links = links;
    this.#store = store;
    this.#map = map;
    this.#limits = limits;
  }

  get map(): BucketMap {
    return this.#map;
  }

  source(server: string): BucketSource {
    return new BucketSource(this.#link(server), this.#limits);
  }

  target(server: string): BucketTarget {
    return new BucketTarget(this.#link(server), this.#limits, () => this.#map.version);
  }

  /**
   * Makes this the map, and tells it to all servers: then nothing is under way any more that was
   * routed by the one before. False, and nothing was changed, when another has changed the map since.
   */
  async change(next: BucketMap): Promise<boolean> {
    if (!(await this.#store.replace(next))) return false;
    this.#map = next;
    await this.tellAll();
    return true;
  }

  /** Takes the map as it is stored. */
  async reread(): Promise<BucketMap> {
    const stored = await this.#store.read();
    if (stored === undefined) throw new Error('the map of buckets is gone');
    this.#map = stored;
    await this.tellAll();
    return stored;
  }

  async tellAll(): Promise<void> {
    const told = [...this.shards.values()].map((shard) => shard.raiseMapVersion(this.map.version));
    await Promise.all(told);
  }

  async close(): Promise<void> {
    for (const { timeline } of this.shards.values()) await timeline.close();
    for (const link of this.#links.values()) await link.close();
  }

  #link(server: string): Link {
    const link = this.#links.get(server);
    if (link === undefined) throw new Error(`no server is named ${server}`);
    return link;
  }
}
