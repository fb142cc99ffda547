import { StoreOpenError } from '../sqlite/store-open-error.ts';
import type { Timeline } from '../timeline.ts';
import { BucketMap } from './bucket-map.ts';
import { isOwnDocument, MapStore, nameKey } from './map-store.ts';
import type { Shard } from './shard.ts';

export interface FoundMap {
  map: BucketMap;
  store: MapStore;
}

/**
 * Finds the map of buckets at one of the servers, or makes it at the first start of all: evenly when
 * all servers are empty; all buckets to the one that is not. Rejects with `StoreOpenError` when the
 * servers are not those of the map.
 */
export async function settleMap(shards: readonly Shard[]): Promise<FoundMap> {
  await Promise.all(shards.map(requireName));
  const found = (await findMap(shards)) ?? (await makeMap(shards));
  requireServers(found.map, shards);
  return found;
}

/**
 * For a node that is configured with one server: it must not be one of several. Rejects with
 * `StoreOpenError`.
 */
export async function requireSingleServer(timeline: Pick<Timeline, 'document' | 'commit'>) {
  const [map, name] = await Promise.all([
    new MapStore(timeline).read(),
    timeline.document(nameKey),
  ]);
  if (map === undefined && name === undefined) return;
  const names = map?.inUse().join(', ') ?? `${JSON.parse(name?.value ?? '""')} and others`;
  throw new StoreOpenError(
    'failed',
    `this PostgreSQL server is one of several that share the queues (${names}): name all of them in "postgres", each as name=URL`,
  );
}

/** Swapped URLs must not go unnoticed. */
async function requireName({ name, timeline }: Shard): Promise<void> {
  const write = { write: 'document', key: nameKey, value: JSON.stringify(name) } as const;
  const known = async () => (await timeline.document(nameKey))?.value;
  if ((await known()) === undefined) {
    const guards = [{ document: nameKey, version: 0 }];
    await timeline.commit({ guards, writes: [write], appends: [] });
  }
  const value = await known();
  if (value === write.value) return;
  throw new StoreOpenError(
    'failed',
    `the PostgreSQL server that "postgres" names "${name}" is known as ${value}: the names of "postgres" have changed or changed places`,
  );
}

async function findMap(shards: readonly Shard[]): Promise<FoundMap | undefined> {
  const stores = shards.map(({ timeline }) => new MapStore(timeline));
  const maps = await Promise.all(stores.map((store) => store.read()));
  const found = stores.flatMap((store, index) => {
    const map = maps[index];
    return map === undefined ? [] : [{ map, store, name: shards[index]?.name ?? '' }];
  });
  if (found.length > 1) {
    throw new StoreOpenError(
      'damaged',
      `there is a map of buckets at each of ${found.map(({ name }) => name).join(', ')}: these PostgreSQL servers belong to different deployments`,
    );
  }
  return found[0];
}

async function makeMap(shards: readonly Shard[]): Promise<FoundMap> {
  // In the order of names, so that nodes that start at once make it at the same server.
  const all = shards.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const full = await Promise.all(all.map(({ timeline }) => hasData(timeline)));
  const withData = all.filter((_, index) => full[index] === true).map(({ name }) => name);
  const names = all.map(({ name }) => name);
  const [first] = withData;
  if (withData.length > 1) {
    throw new StoreOpenError(
      'failed',
      `${withData.join(' and ')} hold data already, and no map says what of it is valid: "postgres" must name servers of one deployment`,
    );
  }
  const others = names.filter((name) => name !== first);
  const map =
    first === undefined ? BucketMap.even(names) : BucketMap.allAtFirst([first, ...others]);
  const store = new MapStore((all[0] as Shard).timeline);
  await store.replace(map);
  const stored = await store.read();
  if (stored === undefined) throw new StoreOpenError('failed', 'the map of buckets was not stored');
  return { map: stored, store };
}

async function hasData(timeline: Timeline): Promise<boolean> {
  const [queues, documents] = await Promise.all([
    timeline.queues('', 1),
    timeline.documents('', '', 3),
  ]);
  return queues.length > 0 || documents.some(({ key }) => !isOwnDocument(key));
}

/** Servers beyond those of the map do no harm: they wait for their first bucket. */
function requireServers(map: BucketMap, shards: readonly Shard[]): void {
  const given = new Set(shards.map(({ name }) => name));
  const missing = map.needed().filter((name) => !given.has(name));
  if (missing.length === 0) return;
  const owned = missing.map((name) => `${name} (${map.bucketsOf(name).length} buckets)`);
  throw new StoreOpenError(
    'failed',
    `"postgres" does not name ${owned.join(', ')}, where a part of the queues is: name all servers, or move those buckets away first (eagre buckets move)`,
  );
}
