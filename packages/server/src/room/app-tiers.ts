import type { AppId } from '@eagre/protocol';
import type { Bus, Subscription } from '../bus/bus.ts';
import { documentKey, type QueueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { type Tier, tiersSchema } from './chat/tiers.ts';
import { GuardedDocument, type GuardedDocumentUse } from './state/guarded-document.ts';

export interface AppTiersUse {
  readonly timeline: Pick<Timeline, 'commit' | 'document'>;
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  readonly node: string;
  readonly limits: Pick<Limits, 'conflictRetries'>;
  /** Of apps that have set none. */
  readonly initial: readonly Tier[];
  /** An app's rooms have these tiers from now on. */
  readonly changed: (app: AppId, tiers: readonly Tier[]) => void;
  readonly report: (error: unknown, what: string) => void;
}

interface Known {
  readonly document: GuardedDocument<readonly Tier[]>;
  readonly subscription: Subscription;
}

/** The tiers of each app's rooms: of the configuration, until the app sets its own while running. */
export class AppTiers {
  readonly #use: AppTiersUse;
  readonly #apps = new Map<AppId, Promise<Known>>();
  readonly #values = new Map<AppId, readonly Tier[]>();

  constructor(use: AppTiersUse) {
    this.#use = use;
  }

  /** Of an app that was asked for by `ready` before; else those of the configuration. */
  of(app: AppId): readonly Tier[] {
    return this.#values.get(app) ?? this.#use.initial;
  }

  /** Loads an app's tiers if they are not known yet. */
  async ready(app: AppId): Promise<void> {
    await this.#known(app);
  }

  /** Errors: those of the store. */
  async set(app: AppId, tiers: readonly Tier[]): Promise<readonly Tier[]> {
    const checked = tiersSchema.safeParse(tiers);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      const field = ['tiers', ...(issue?.path ?? [])].join('.');
      throw new ServiceError('invalid_argument', `${field} ${issue?.message}`, { field });
    }
    const { document } = await this.#known(app);
    const { version } = await document.change(() => ({ value: checked.data }));
    const { bus, node } = this.#use;
    bus.publish(subjectOf(app), { type: 'changed', node, document: 'tiers', version });
    return checked.data;
  }

  /** Finds changes of which the bus lost the news: called every `roomCheckMs`. Errors: the store's. */
  async check(): Promise<void> {
    const apps = [...this.#apps.values()];
    await Promise.all(apps.map(async (known) => (await known).document.reload()));
  }

  async close(): Promise<void> {
    for (const known of this.#apps.values()) {
      await known.then(({ subscription }) => subscription.cancel()).catch(() => {});
    }
    this.#apps.clear();
  }

  #known(app: AppId): Promise<Known> {
    let known = this.#apps.get(app);
    if (known === undefined) {
      known = this.#load(app);
      this.#apps.set(app, known);
      known.catch(() => this.#apps.delete(app));
    }
    return known;
  }

  async #load(app: AppId): Promise<Known> {
    const { bus, report, node } = this.#use;
    const key = documentKey(subjectOf(app), 'tiers');
    let document: GuardedDocument<readonly Tier[]> | undefined;
    let newest = 0;
    // Listens before it reads, so that no change falls between.
    const subscription = bus.subscribe(subjectOf(app), (message) => {
      if (message.type !== 'changed' || message.node === node) return;
      newest = Math.max(newest, message.version);
      document?.heardOf(newest).catch((error: unknown) => report(error, `reading of ${key}`));
    });
    try {
      document = await GuardedDocument.open(key, this.#documentUse(app));
      this.#values.set(app, document.value);
      await document.heardOf(newest);
      return { document, subscription };
    } catch (error) {
      subscription.cancel();
      throw error;
    }
  }

  #documentUse(app: AppId): GuardedDocumentUse<readonly Tier[]> {
    const { initial, changed } = this.#use;
    return {
      ...this.#use,
      codec: {
        initial: () => initial,
        decode: (text) => JSON.parse(text) as Tier[],
        encode: (tiers) => JSON.stringify(tiers),
      },
      onChange: (_, tiers) => {
        this.#values.set(app, tiers);
        changed(app, tiers);
      },
    };
  }
}

/** No conversation has this id. */
function subjectOf(app: AppId): QueueKey {
  return `${app}/rooms` as QueueKey;
}
