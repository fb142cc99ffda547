import type { AttributesEntry, Clock, RoomAttribute, RoomSetAnswer, UserId } from '@eagre/protocol';
import { type ConversationKey, documentKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import {
  type AttributeChange,
  type AttributeRequest,
  type AttributeValues,
  attributeCodec,
  attributeText,
  changedValues,
  planAttributes,
} from './attribute-set.ts';
import { GuardedDocument, type Versioned } from './guarded-document.ts';
import type { RoomState } from './room-state.ts';

export interface AttributesUse {
  readonly timeline: Pick<Timeline, 'commit' | 'document' | 'heads'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Pick<Limits, 'conflictRetries'>;
  /** Told of reads that failed in the background; `check` tries again. */
  readonly report: (error: unknown, what: string) => void;
}

/**
 * Key-value state of one room. A change is one commit: the document, and an `attributes` entry in the
 * room's log with the document's version. What `text` and `values` show follows the entries as the
 * owner hands them over, so that it fits the head that is told beside it, whoever committed them.
 */
export class Attributes {
  readonly #use: AttributesUse;
  readonly #room: ConversationKey;
  readonly #state: Pick<RoomState, 'openGuard' | 'check'>;
  /** The newest that is known, from which changes are planned. */
  readonly #document: GuardedDocument<AttributeValues>;
  #shown: Versioned<AttributeValues>;
  #text: string | undefined;
  /** Of an entry that came while an earlier one was missing; 0: none. */
  #missedBelow = 0;
  #mending: Promise<void> = Promise.resolve();

  private constructor(
    use: AttributesUse,
    room: ConversationKey,
    state: Pick<RoomState, 'openGuard' | 'check'>,
    document: GuardedDocument<AttributeValues>,
  ) {
    this.#use = use;
    this.#room = room;
    this.#state = state;
    this.#document = document;
    this.#shown = document.known;
  }

  /** Entries that are committed from now on are to be handed to `apply`. */
  static async open(
    use: AttributesUse,
    room: ConversationKey,
    state: Pick<RoomState, 'openGuard' | 'check'>,
  ): Promise<Attributes> {
    const key = documentKey(room, 'attributes');
    const document = await GuardedDocument.open(key, { ...use, codec: attributeCodec });
    return new Attributes(use, room, state, document);
  }

  /** Of the last entry that is shown; 0: nothing was ever set. */
  get version(): number {
    return this.#shown.version;
  }

  values(): Record<string, RoomAttribute> {
    return Object.fromEntries(this.#shown.value);
  }

  /** JSON text of `values()`, made once for each change. */
  text(): string {
    this.#text ??= attributeText(this.#shown.value);
    return this.#text;
  }

  /** An entry of the room's log, in the log's order. One that was applied already does nothing. */
  apply({ version, set, removed = [] }: AttributesEntry): void {
    if (version <= this.version) return;
    if (version > this.version + 1) {
      this.#missedBelow = Math.max(this.#missedBelow, version);
      this.#mend();
      return;
    }
    const value = changedValues(this.#shown.value, { set, removed }, version);
    this.#show({ value, version });
    this.#document.offer(this.#shown);
  }

  /**
   * Changes keys, all or nothing, and answers after the commit. Setting a key to what it is already
   * is a change. Errors: `version_mismatch`, `too_large`, `limit_exceeded`, `invalid_argument`,
   * `room_closed`, `conflict`, those of the store.
   */
  async set(
    by: UserId,
    set: Record<string, unknown>,
    expect?: Record<string, number>,
  ): Promise<RoomSetAnswer> {
    if (Object.keys(set).length === 0) {
      throw new ServiceError('invalid_argument', 'set must name at least one attribute', {
        field: 'set',
      });
    }
    const done = await this.#document.change(
      (known) => this.#plan(known, by, { set, expect }),
      () => this.#state.check(),
    );
    const versions = Object.keys(set).map(
      (name) => [name, done.plan.value.get(name)?.version ?? 0] as const,
    );
    const place = done.placed?.[0];
    const answer = { versions: Object.fromEntries(versions) };
    if (place === undefined) return { ...answer, ...(await this.#head()) };
    return { ...answer, epoch: place.epochs[0] ?? 0, syncId: place.syncIds[0] ?? 0 };
  }

  /** Resolves when entries that were missed, if any, are made good for or could not be. */
  settled(): Promise<void> {
    return this.#mending;
  }

  /** Reads again if entries were missed and reading failed. */
  check(): void {
    if (this.version < this.#missedBelow) this.#mend();
  }

  #plan(known: Versioned<AttributeValues>, by: UserId, request: AttributeRequest) {
    const guards = [this.#state.openGuard()];
    const planned = planAttributes(known, request);
    if (planned === undefined) return { value: known.value, guards };
    const entry = this.#entryText(by, known.version + 1, planned.change);
    return { value: planned.next, guards, appends: [{ queues: [this.#room], entry }] };
  }

  #entryText(by: UserId, version: number, { set, removed }: AttributeChange): string {
    return JSON.stringify({
      type: 'attributes',
      at: this.#use.clock.now(),
      by,
      version,
      set,
      ...(removed.length > 0 && { removed }),
    } satisfies AttributesEntry);
  }

  async #head(): Promise<{ epoch: number; syncId: number }> {
    const [log] = await this.#use.timeline.heads([this.#room]);
    return { epoch: log?.epoch ?? 0, syncId: log?.head ?? 0 };
  }

  #show(next: Versioned<AttributeValues>): void {
    this.#shown = next;
    this.#text = undefined;
  }

  /** What is known otherwise, by an own commit or by reading, stands for the entries missed. */
  #mend(): void {
    const document = this.#document;
    this.#mending = document.heardOf(this.#missedBelow).then(
      () => {
        if (document.version > this.version) this.#show(document.known);
      },
      (error: unknown) => this.#use.report(error, `reading of ${document.key}`),
    );
  }
}
