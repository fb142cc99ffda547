import { type ConversationKey, documentKey } from '../../keys.ts';
import {
  type DocumentCodec,
  GuardedDocument,
  type GuardedDocumentUse,
} from './guarded-document.ts';

/** What of a room's crowd outlives it: the document `crowd`. */
export interface StoredCrowd {
  /** The most devices at once. */
  readonly peak: number;
  /** Sketch of all users that were ever in, base64; empty: nobody. */
  readonly visitors: string;
}

const crowdCodec: DocumentCodec<StoredCrowd> = {
  initial: () => ({ peak: 0, visitors: '' }),
  decode: (text) => JSON.parse(text) as StoredCrowd,
  encode: (crowd) => JSON.stringify(crowd),
};

type CrowdRecordUse = Omit<GuardedDocumentUse<StoredCrowd>, 'codec' | 'onChange'>;

/** Keeps the crowd's record; nodes that have the same room put theirs together. */
export class CrowdRecord {
  readonly #document: GuardedDocument<StoredCrowd>;

  private constructor(document: GuardedDocument<StoredCrowd>) {
    this.#document = document;
  }

  static async open(use: CrowdRecordUse, room: ConversationKey): Promise<CrowdRecord> {
    const key = documentKey(room, 'crowd');
    return new CrowdRecord(await GuardedDocument.open(key, { ...use, codec: crowdCodec }));
  }

  /** As stored, as far as is known. */
  get stored(): StoredCrowd {
    return this.#document.value;
  }

  /**
   * Stores what `merge` makes of the record, which another node may have changed meanwhile; nothing
   * when it comes to the same. `merge` may be called several times. Errors: `conflict`, the store's.
   */
  async save(merge: (stored: StoredCrowd) => StoredCrowd): Promise<StoredCrowd> {
    const { plan } = await this.#document.change(({ value }) => {
      const { peak, visitors } = merge(value);
      const isSame = peak === value.peak && visitors === value.visitors;
      return { value: isSame ? value : { peak, visitors } };
    });
    return plan.value;
  }
}
