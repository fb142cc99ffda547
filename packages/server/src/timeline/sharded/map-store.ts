import type { DocumentKey } from '../../keys.ts';
import { StoreOpenError } from '../sqlite/store-open-error.ts';
import type { Timeline } from '../timeline.ts';
import { BucketMap } from './bucket-map.ts';
import { StaleMapError } from './stale-map-error.ts';

/** No app has a `*` in its name. Documents of a server itself: they belong to no bucket. */
const ownDocuments = '*/buckets#';
export const mapKey = `${ownDocuments}map` as DocumentKey;
/** Which server it is. */
export const nameKey = `${ownDocuments}server` as DocumentKey;

export function isOwnDocument(key: string): boolean {
  return key.startsWith(ownDocuments);
}

/**
 * The map of buckets as it is stored: a document at one of the servers, whose version is the map's.
 * A change is made under a guard on it, so of two at once one is made.
 */
export class MapStore {
  readonly #timeline: Pick<Timeline, 'commit' | 'document'>;

  constructor(timeline: Pick<Timeline, 'commit' | 'document'>) {
    this.#timeline = timeline;
  }

  /** Undefined when there is none here. */
  async read(): Promise<BucketMap | undefined> {
    const stored = await this.#timeline.document(mapKey);
    if (stored === undefined) return undefined;
    const map = BucketMap.parse(stored.value);
    if (map.version === stored.version) return map;
    throw new StoreOpenError(
      'damaged',
      `the map of buckets says that it is version ${map.version}, but it was changed ${stored.version} times`,
    );
  }

  /** False when the stored map is another than the one before `next`. */
  async replace(next: BucketMap): Promise<boolean> {
    try {
      const { outcome } = await this.#timeline.commit({
        guards: [{ document: mapKey, version: next.version - 1 }],
        writes: [{ write: 'document', key: mapKey, value: next.toText() }],
        appends: [],
      });
      return outcome === 'committed';
    } catch (error) {
      if (error instanceof StaleMapError) return false;
      throw error;
    }
  }
}
