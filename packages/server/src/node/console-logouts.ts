import type { Clock, QueueId } from '@eagre/protocol';
import { auditApp } from '../console/audit/audit-log.ts';
import {
  type EndedSession,
  EndedSessions,
  type LoggedOut,
} from '../console/session/ended-sessions.ts';
import { documentKey, queueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import { GuardedDocument } from '../room/state/guarded-document.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Ask, ClusterDesk } from './cluster-desk.ts';

export interface ConsoleLogoutsOptions {
  readonly store: Pick<Timeline, 'commit' | 'document'>;
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'consoleEndedSessions' | 'consoleEndedReadMs' | 'consoleEndedWaitMs' | 'conflictRetries'
  >;
  readonly logger: Logger;
}

type Stored = readonly EndedSession[];

const key = documentKey(queueKey(auditApp, 'sessions' as QueueId), 'ended');

/**
 * Who logged out, told to all nodes at once and kept in a document of the store, for nodes that were
 * away and for those that start again. Nobody reads it while nobody uses the console. Operators come
 * to see what is wrong, also when it is the store: without it what is in memory counts, and is put
 * into the document later.
 */
export class ConsoleLogouts implements LoggedOut {
  readonly #options: ConsoleLogoutsOptions;
  readonly #ended: EndedSessions;
  readonly #tell: Ask<EndedSession, true>;
  #document: GuardedDocument<Stored> | undefined;
  #keeping: Promise<void> | undefined;
  #keptInTime: Promise<void> = Promise.resolve();
  #readAgainMs = Number.NEGATIVE_INFINITY;
  #isTroubleTold = false;

  constructor(options: ConsoleLogoutsOptions) {
    const { desk, clock, limits } = options;
    this.#options = options;
    this.#ended = new EndedSessions(limits.consoleEndedSessions);
    this.#tell = desk.question('console-logout', (session) => {
      this.#ended.add([session], clock.now());
      return true;
    });
  }

  async has(id: string): Promise<boolean> {
    if (this.#ended.has(id)) return true;
    await this.#upToDate();
    return this.#ended.has(id);
  }

  async add({ id, expiresAt }: EndedSession): Promise<void> {
    await this.#tell({ id, expiresAt });
    // One that is under way may have begun without this session.
    await this.#inTime(Promise.resolve(this.#keeping).then(() => this.#keep()));
  }

  /** What another node stored is known this much later at the most. */
  #upToDate(): Promise<void> {
    const { clock, limits } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#readAgainMs) {
      this.#readAgainMs = nowMs + limits.consoleEndedReadMs;
      this.#keptInTime = this.#inTime(this.#keep());
    }
    return this.#keptInTime;
  }

  async #inTime(work: Promise<void>): Promise<void> {
    const { clock, limits } = this.#options;
    const late = Promise.withResolvers<void>();
    const timer = clock.setTimer(limits.consoleEndedWaitMs, late.resolve);
    await Promise.race([work, late.promise]);
    timer.cancel();
  }

  /** Makes memory and document the same; never rejects. */
  #keep(): Promise<void> {
    this.#keeping ??= this.#merge()
      .then(() => {
        this.#isTroubleTold = false;
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#keeping = undefined;
      });
    return this.#keeping;
  }

  async #merge(): Promise<void> {
    const { store: timeline, clock, limits } = this.#options;
    const codec = {
      initial: (): Stored => [],
      decode: (text: string) => JSON.parse(text) as Stored,
      encode: (ended: Stored) => JSON.stringify(ended),
    };
    this.#document ??= await GuardedDocument.open<Stored>(key, { timeline, limits, codec });
    // With nothing to store it reads what there is.
    await this.#document.change(({ value }) => {
      this.#ended.add(value, clock.now());
      const stored = new Set(value.map(({ id }) => id));
      const { all } = this.#ended;
      return { value: all.every(({ id }) => stored.has(id)) ? value : all };
    });
  }

  #failed(error: unknown): void {
    if (this.#isTroubleTold) return;
    this.#isTroubleTold = true;
    this.#options.logger.error(
      { error },
      'logouts of the console are neither read nor stored: those that other nodes told are known',
    );
  }
}
