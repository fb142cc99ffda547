import { KeyedLanes } from '../../conversation/keyed-lanes.ts';
import type { DocumentKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { Append, Guard, Placed, Timeline } from '../../timeline/timeline.ts';

export interface DocumentCodec<T> {
  /** What holds while the document was never written. */
  initial(): T;
  decode(text: string): T;
  encode(value: T): string;
}

export interface GuardedDocumentUse<T> {
  readonly timeline: Pick<Timeline, 'commit' | 'document'>;
  readonly limits: Pick<Limits, 'conflictRetries'>;
  readonly codec: DocumentCodec<T>;
  /** The document has another value now, whoever changed it. Must not throw. */
  readonly onChange?: (before: T, after: T) => void;
}

/** Version 0: never written. Values are not changed in place. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/** One attempt at a change. The same value as before: nothing is to be committed. */
export interface DocumentPlan<T> {
  value: T;
  appends?: readonly Append[];
  /** Besides that on the document itself. */
  guards?: readonly Guard[];
}

type Attempt<P> = { plan: P; error?: undefined } | { plan?: undefined; error: unknown };

/**
 * A document of the store as this node knows it. Changes are planned from the known value and
 * committed under a guard on its version; after a conflict the document is read and the change
 * planned anew. So changes by several nodes follow upon each other, none is lost, and versions have
 * no holes. A guard proves that what was committed was planned from the newest value; that a change
 * is refused, or that there is nothing to do, is proved by reading once more. On one node changes
 * take turns.
 */
export class GuardedDocument<T> {
  readonly key: DocumentKey;
  readonly #use: GuardedDocumentUse<T>;
  readonly #turns = new KeyedLanes<DocumentKey>();
  #known: Versioned<T>;
  #reading: Promise<void> | undefined;
  #nextReading: Promise<void> | undefined;

  private constructor(key: DocumentKey, use: GuardedDocumentUse<T>) {
    this.key = key;
    this.#use = use;
    this.#known = { value: use.codec.initial(), version: 0 };
  }

  /** `onChange` is not called for what is found. */
  static async open<T>(key: DocumentKey, use: GuardedDocumentUse<T>): Promise<GuardedDocument<T>> {
    const document = new GuardedDocument(key, use);
    const stored = await use.timeline.document(key);
    if (stored !== undefined) {
      document.#known = { value: use.codec.decode(stored.value), version: stored.version };
    }
    return document;
  }

  get known(): Versioned<T> {
    return this.#known;
  }

  get value(): T {
    return this.#known.value;
  }

  get version(): number {
    return this.#known.version;
  }

  /**
   * Commits what `plan` makes of the known value; it may be called several times. `refresh` brings
   * up to date what further guards were taken from. `placed` is undefined when nothing was to be
   * done. Errors: what `plan` throws, `conflict`, those of the store.
   */
  change<P extends DocumentPlan<T>>(
    plan: (known: Versioned<T>) => P,
    refresh?: () => Promise<void>,
  ): Promise<{ plan: P; version: number; placed: readonly Placed[] | undefined }> {
    return this.#turns.run(this.key, async () => {
      for (let tries = 0; tries <= this.#use.limits.conflictRetries; tries += 1) {
        const before = this.#known;
        const attempt = attempted(plan, before);
        if (attempt.plan !== undefined && attempt.plan.value !== before.value) {
          const placed = await this.#commit(before.version, attempt.plan);
          const version = before.version + 1;
          if (placed !== undefined) return { plan: attempt.plan, version, placed };
          await refresh?.();
          // What beat this change is often known by now: an entry of the log told of it.
          if (this.version !== before.version) continue;
        }
        await this.reload();
        if (this.version !== before.version) continue;
        if (attempt.plan === undefined) throw attempt.error;
        if (attempt.plan.value !== before.value) continue;
        return { plan: attempt.plan, version: before.version, placed: undefined };
      }
      throw new ServiceError('conflict', 'the room keeps changing, try again');
    });
  }

  /** The version exists: the document is read if what is known is older. Errors: the store's. */
  async heardOf(version: number): Promise<void> {
    if (version > this.version) await this.reload();
  }

  /** A value that was learned in another way than by reading. */
  offer(next: Versioned<T>): void {
    if (next.version <= this.version) return;
    const before = this.#known;
    this.#known = next;
    this.#use.onChange?.(before.value, next.value);
  }

  /**
   * Reads the document. A read that is under way may have begun too early: whoever asks meanwhile
   * shares the one that follows it.
   */
  reload(): Promise<void> {
    if (this.#reading === undefined) return this.#startReading();
    if (this.#nextReading === undefined) {
      const next = () => this.#startReading();
      this.#nextReading = this.#reading.then(next, next);
    }
    return this.#nextReading;
  }

  #startReading(): Promise<void> {
    this.#nextReading = undefined;
    const reading = this.#read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<void> {
    const { timeline, codec } = this.#use;
    const stored = await timeline.document(this.key);
    if (stored === undefined || stored.version <= this.version) return;
    this.offer({ value: codec.decode(stored.value), version: stored.version });
  }

  async #commit(version: number, plan: DocumentPlan<T>): Promise<readonly Placed[] | undefined> {
    const { timeline, codec } = this.#use;
    const value = codec.encode(plan.value);
    const result = await timeline.commit({
      guards: [{ document: this.key, version }, ...(plan.guards ?? [])],
      writes: [{ write: 'document', key: this.key, value }],
      appends: plan.appends ?? [],
    });
    if (result.outcome === 'conflict') return undefined;
    this.offer({ value: plan.value, version: version + 1 });
    return result.placed;
  }
}

function attempted<T, P>(plan: (known: Versioned<T>) => P, known: Versioned<T>): Attempt<P> {
  try {
    return { plan: plan(known) };
  } catch (error) {
    return { error };
  }
}
