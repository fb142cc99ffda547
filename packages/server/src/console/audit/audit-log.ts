import type { AppId, Clock, ConversationId } from '@eagre/protocol';
import { z } from 'zod';
import { conversationKey } from '../../keys.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { AuditAnswer, AuditEntry } from '../contract.ts';

export type AuditStore = Pick<Timeline, 'commit' | 'heads' | 'ranges'>;

/** Who did what; the log adds its number, the time and the node. */
export type AuditNote = Omit<AuditEntry, 'id' | 'at' | 'node' | 'status'>;

/** No configured app can have this name, so nothing of the log is in reach of any. */
export const auditApp = '_console' as AppId;
const queue = conversationKey(auditApp, 'group:audit' as ConversationId);

/** The status of what was begun and whose end nobody wrote down. */
const unknownStatus = 0;

const stored = z.object({
  at: z.number(),
  node: z.string(),
  name: z.string(),
  remote: z.string(),
  action: z.string(),
  app: z.string().optional(),
  status: z.number(),
  detail: z.string().optional(),
});

export interface AuditLogOptions {
  readonly store: AuditStore;
  readonly node: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes of one page. */
  readonly pageBytes: number;
}

/**
 * What operators did: entries of a queue of the store, so that all nodes share them and a restart
 * keeps them. The server's log has each as a line, too.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  /** Rejects with a `TimelineError` when it can't be written. */
  async write(note: AuditNote, status: number): Promise<void> {
    const entry = this.#entry(note, status);
    this.#options.logger.info({ ...entry }, 'console');
    await this.#append(entry);
  }

  /**
   * Notes something before it is done, and again with how it ended: what can't be written down is not
   * done, and what was done is written down even if the node dies meanwhile.
   * Rejects with a `TimelineError` before anything is done.
   */
  async around(note: AuditNote, act: () => Promise<number>): Promise<void> {
    const begun = this.#entry(note, unknownStatus);
    const syncId = await this.#append(begun);
    const done = { ...begun, status: await act() };
    const { store, logger } = this.#options;
    logger.info({ ...done }, 'console');
    try {
      const entry = JSON.stringify(done);
      await store.commit({ appends: [], writes: [{ write: 'redact', queue, syncId, entry }] });
    } catch (error) {
      logger.error({ error, ...done }, 'the audit log keeps this entry without its status');
    }
  }

  /** Newest first: those before the entry `before`. */
  async page(before: number | undefined, limit: number): Promise<AuditAnswer> {
    const { store, pageBytes } = this.#options;
    const [{ head = 0, low = 0 } = {}] = await store.heads([queue]);
    const to = Math.min(head, (before ?? head + 1) - 1);
    const after = Math.max(low, to - limit);
    if (to <= after) return { entries: [], more: false };
    const request = { queue, after, to, limit, bytes: pageBytes };
    const [range] = await store.ranges([request]);
    const { first = after + 1, entries = [] } = range ?? {};
    const found = entries.map((text, i) => entryOf(first + i, text));
    return { entries: found.reverse(), more: after > low };
  }

  #entry(note: AuditNote, status: number) {
    const { node, clock } = this.#options;
    return { at: clock.now(), node, ...note, status };
  }

  async #append(entry: object): Promise<number> {
    const { store } = this.#options;
    const appends = [{ queues: [queue], entry: JSON.stringify(entry) }];
    const result = await store.commit({ appends });
    if (result.outcome === 'conflict') throw new Error('an append without guards met a conflict');
    return result.placed[0]?.syncIds[0] ?? 0;
  }
}

function entryOf(id: number, text: string): AuditEntry {
  return { id, ...stored.parse(JSON.parse(text)) } as AuditEntry;
}
