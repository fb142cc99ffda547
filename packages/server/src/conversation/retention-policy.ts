import type { AppId } from '@eagre/protocol';
import { appOfKey, type QueueKey, queueOfKey } from '../keys.ts';

/** What is kept of one queue; 0: no bound. What either bound lets go is trimmed. */
export interface RetentionRule {
  /** Entries older than this are trimmed. */
  days: number;
  /** So many of the newest are kept. */
  entries: number;
}

/** By the kind of a queue: `user`, `direct`, `group`. What is absent is as for all apps. */
export type AppRetention = Readonly<
  Record<string, { days?: number | undefined; entries?: number | undefined } | undefined>
>;

/** Which rule holds for which queue: the deployment's, unless the app has one for that kind. */
export class RetentionPolicy {
  readonly #base: RetentionRule;
  readonly #apps: ReadonlyMap<AppId, ReadonlyMap<string, RetentionRule>>;

  constructor(base: RetentionRule, apps: ReadonlyMap<AppId, AppRetention> = new Map()) {
    this.#base = base;
    this.#apps = new Map([...apps].map(([app, kinds]) => [app, completed(base, kinds)]));
  }

  /** Nothing is ever trimmed: there is no need to look. */
  get keepsAll(): boolean {
    const rules = [this.#base, ...[...this.#apps.values()].flatMap((kinds) => [...kinds.values()])];
    return rules.every(({ days, entries }) => days === 0 && entries === 0);
  }

  ruleFor(key: QueueKey): RetentionRule {
    const kinds = this.#apps.get(appOfKey(key));
    if (kinds === undefined) return this.#base;
    const queue = queueOfKey(key);
    return kinds.get(queue.slice(0, queue.indexOf(':'))) ?? this.#base;
  }
}

function completed(base: RetentionRule, kinds: AppRetention): Map<string, RetentionRule> {
  return new Map(
    Object.entries(kinds).map(([kind, rule]) => [
      kind,
      { days: rule?.days ?? base.days, entries: rule?.entries ?? base.entries },
    ]),
  );
}
