import { StoreOpenError } from '../sqlite/store-open-error.ts';
import { bucketCount } from './buckets.ts';

/** Buckets on their way to another server. */
export interface BucketMove {
  /** Of who moves them: whoever takes over has another. */
  id: string;
  to: string;
  buckets: readonly number[];
  /** Those of them to which nobody commits until they are moved or the time is over. */
  frozen: readonly number[];
  /** Wall clock, ms: a freeze that lasts longer is ended by whoever notices. */
  freezeEnds: number;
}

/** Rows that a server has of buckets that went to another. */
export interface Leftover {
  buckets: readonly number[];
  server: string;
}

export interface BucketMapRecord {
  /** Grows with every change. */
  version: number;
  /** Names, in the order in which `owners` counts them. */
  servers: readonly string[];
  /** For each bucket its server. */
  owners: readonly number[];
  moving?: BucketMove;
  leftovers: readonly Leftover[];
}

/** Which server has which bucket. Never changed: a change makes another map. */
export class BucketMap {
  readonly record: BucketMapRecord;
  readonly #moving: ReadonlySet<number>;
  readonly #frozen: ReadonlySet<number>;
  #inUse: readonly string[] | undefined;

  constructor(record: BucketMapRecord) {
    this.record = record;
    this.#moving = new Set(record.moving?.buckets);
    this.#frozen = new Set(record.moving?.frozen);
  }

  /** Every server gets as many buckets as any other, in runs. */
  static even(servers: readonly string[]): BucketMap {
    const owners = Array.from({ length: bucketCount }, (_, bucket) =>
      Math.floor((bucket * servers.length) / bucketCount),
    );
    return new BucketMap({ version: 1, servers, owners, leftovers: [] });
  }

  /** All buckets at the first of the servers. */
  static allAtFirst(servers: readonly string[]): BucketMap {
    const owners = new Array<number>(bucketCount).fill(0);
    return new BucketMap({ version: 1, servers, owners, leftovers: [] });
  }

  /** Throws `StoreOpenError` when the text is no map of all buckets. */
  static parse(text: string): BucketMap {
    const { owners: runs, ...record } = JSON.parse(text) as StoredMap;
    const owners = runs.flatMap(([length, server]) => new Array<number>(length).fill(server));
    const isWhole = owners.length === bucketCount;
    if (!isWhole || owners.some((server) => record.servers[server] === undefined)) {
      throw new StoreOpenError('damaged', 'the stored map of buckets is damaged');
    }
    return new BucketMap({ ...record, owners });
  }

  toText(): string {
    const { owners, ...record } = this.record;
    return JSON.stringify({ ...record, owners: runsOf(owners) } satisfies StoredMap);
  }

  get version(): number {
    return this.record.version;
  }

  get moving(): BucketMove | undefined {
    return this.record.moving;
  }

  serverOf(bucket: number): string {
    return this.record.servers[this.record.owners[bucket] as number] as string;
  }

  bucketsOf(server: string): number[] {
    const number = this.record.servers.indexOf(server);
    return this.record.owners.flatMap((owner, bucket) => (owner === number ? [bucket] : []));
  }

  /** Servers that own a bucket. */
  inUse(): readonly string[] {
    this.#inUse ??= this.record.servers.filter((_, number) => this.record.owners.includes(number));
    return this.#inUse;
  }

  /** Servers that own a bucket, get one, or still have rows of one. */
  needed(): readonly string[] {
    const { moving, leftovers } = this.record;
    const others = [...(moving ? [moving.to] : []), ...leftovers.map(({ server }) => server)];
    return [...new Set([...this.inUse(), ...others])];
  }

  isMoving(bucket: number): boolean {
    return this.#moving.has(bucket);
  }

  get hasFrozen(): boolean {
    return this.#frozen.size > 0;
  }

  /** Whether commits that touch the bucket must wait. */
  isFrozen(bucket: number): boolean {
    return this.#frozen.has(bucket);
  }

  /** The next version, with these changes. */
  next(change: Partial<BucketMapRecord>): BucketMap {
    return new BucketMap({ ...this.record, ...change, version: this.version + 1 });
  }

  /** With another move, or none: buckets that were on their way stay where they are. */
  withMove(moving: BucketMove | undefined): BucketMap {
    const { moving: _, ...rest } = this.record;
    return new BucketMap({ ...rest, ...(moving && { moving }), version: this.version + 1 });
  }

  /** Nobody waits any more; the move goes on. */
  unfrozen(): BucketMap {
    const { moving } = this.record;
    return this.withMove(moving && { ...moving, frozen: [] });
  }

  /** The frozen buckets belong to the server to which they were moved. */
  flipped(): BucketMap {
    const { moving, owners, leftovers, servers } = this.record;
    if (moving === undefined) throw new Error('nothing is being moved');
    const to = servers.indexOf(moving.to);
    const from = Map.groupBy(moving.frozen, (bucket) => this.serverOf(bucket));
    const buckets = moving.buckets.filter((bucket) => !this.isFrozen(bucket));
    const rest = buckets.length === 0 ? undefined : { ...moving, buckets, frozen: [] };
    return new BucketMap({
      ...this.withMove(rest).record,
      owners: owners.map((owner, bucket) => (this.isFrozen(bucket) ? to : owner)),
      leftovers: [...from].reduce(
        (all, [server, some]) => withLeftover(all, server, some),
        leftovers,
      ),
    });
  }

  /** The server has no rows of these buckets any more. */
  cleared(server: string, buckets: readonly number[]): BucketMap {
    const gone = new Set(buckets);
    const leftovers = this.record.leftovers.flatMap((one) => {
      if (one.server !== server) return [one];
      const rest = one.buckets.filter((bucket) => !gone.has(bucket));
      return rest.length === 0 ? [] : [{ server, buckets: rest }];
    });
    return this.next({ leftovers });
  }

  /** A move was given up: the server has rows that it must not keep. */
  givenUp(): BucketMap {
    const { moving, leftovers } = this.record;
    if (moving === undefined) throw new Error('nothing is being moved');
    return new BucketMap({
      ...this.withMove(undefined).record,
      leftovers: withLeftover(leftovers, moving.to, moving.buckets),
    });
  }
}

function withLeftover(
  leftovers: readonly Leftover[],
  server: string,
  buckets: readonly number[],
): Leftover[] {
  const known = leftovers.find((one) => one.server === server)?.buckets ?? [];
  const all = [...new Set([...known, ...buckets])].toSorted((a, b) => a - b);
  return [...leftovers.filter((one) => one.server !== server), { server, buckets: all }];
}

type StoredMap = Omit<BucketMapRecord, 'owners'> & {
  /** Runs: so many buckets, at this server. */
  owners: [length: number, server: number][];
};

function runsOf(owners: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const owner of owners) {
    const last = runs.at(-1);
    if (last?.[1] === owner) last[0] += 1;
    else runs.push([1, owner]);
  }
  return runs;
}
