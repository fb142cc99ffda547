import type { Clock, RoomRole, UserId } from '@eagre/protocol';
import type { Bus, RoomMessage } from '../../bus/bus.ts';
import { type ConversationKey, documentKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { Append, Guard, Timeline } from '../../timeline/timeline.ts';
import { type DocumentCodec, GuardedDocument } from './guarded-document.ts';
import {
  type ModerationRecord,
  moderationCodec,
  type Person,
  termOf,
} from './moderation-record.ts';
import type { RoomRules } from './room-rules.ts';
import { type RoomSettings, settingsCodec } from './room-settings.ts';
import { type Speaker, SpeechRules, type SpeechTimes } from './speech-rules.ts';

export interface RoomStateUse {
  readonly timeline: Pick<Timeline, 'commit' | 'document'>;
  readonly bus: Pick<Bus, 'publish'>;
  /** Of this node. */
  readonly node: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Pick<Limits, 'conflictRetries'>;
  /** Shared by all rooms of the node. */
  readonly speechTimes: SpeechTimes;
  /** Told of reads that failed in the background; `check` tries again. */
  readonly report: (error: unknown, what: string) => void;
}

type RulesHook = (before: RoomRules, after: RoomRules) => void;
type ChangedMessage = Extract<RoomMessage, { type: 'changed' }>;

/**
 * Settings and moderation of one room. A room that was never configured has the defaults, and
 * nothing is written until something changes.
 *
 * Nodes tell each other of changes on the room's subject; the owner subscribes before it opens the
 * state, and hands over what came as soon as it is open. What the bus lost is found by `check`.
 */
export class RoomState {
  readonly #use: RoomStateUse;
  readonly #key: ConversationKey;
  readonly #settings: GuardedDocument<RoomSettings>;
  readonly #moderation: GuardedDocument<ModerationRecord>;
  readonly #speech: SpeechRules;

  private constructor(
    use: RoomStateUse,
    key: ConversationKey,
    settings: GuardedDocument<RoomSettings>,
    moderation: GuardedDocument<ModerationRecord>,
  ) {
    this.#use = use;
    this.#key = key;
    this.#settings = settings;
    this.#moderation = moderation;
    this.#speech = new SpeechRules(key, use.speechTimes);
  }

  /** `onChange` is told of every change, by whichever node; it must not throw. */
  static async open(
    use: RoomStateUse,
    key: ConversationKey,
    onChange: RulesHook = () => {},
  ): Promise<RoomState> {
    const open = <T>(name: string, codec: DocumentCodec<T>, rules: (value: T) => RoomRules) =>
      GuardedDocument.open(documentKey(key, name), {
        ...use,
        codec,
        onChange: (before, after) => onChange(rules(before), rules(after)),
      });
    const state: RoomState = new RoomState(
      use,
      key,
      ...(await Promise.all([
        open(
          'settings',
          settingsCodec(() => use.clock.now()),
          (settings) => ({
            settings,
            moderation: state.moderation,
          }),
        ),
        open('moderation', moderationCodec, (moderation) => ({
          settings: state.settings,
          moderation,
        })),
      ])),
    );
    return state;
  }

  get settings(): RoomSettings {
    return this.#settings.value;
  }

  get moderation(): ModerationRecord {
    return this.#moderation.value;
  }

  /** Its settings were written: by a backend that made it, or since by whoever changed something. */
  get isStored(): boolean {
    return this.#settings.version > 0;
  }

  get isClosed(): boolean {
    return this.settings.closedAt !== undefined;
  }

  roleOf(user: UserId): RoomRole {
    return this.settings.roles.get(user) ?? 'viewer';
  }

  /**
   * For commits to the room's log that must not come after its last entry. After a conflict on it,
   * `check`. Errors: `room_closed`.
   */
  openGuard(): Guard {
    this.#requireOpen();
    return { document: this.#settings.key, version: this.#settings.version };
  }

  /** Errors: `banned`, `muted`, `slow_mode`, `word_refused`. */
  checkSpeech(speaker: Speaker, body: Record<string, unknown>, nowMs: number): void {
    this.#speech.check(this, speaker, body, nowMs);
  }

  /** Errors: `room_closed`, `banned`. */
  checkEnter(person: Person, nowMs: number): void {
    this.#requireOpen();
    this.#speech.checkBan(this, person, nowMs);
  }

  /** Until when one may not speak (ms since 1970; 0: without end); undefined: one may. */
  mutedUntil(user: UserId, device: Person['device'], nowMs: number): number | undefined {
    return termOf(this.moderation.muted, { user, device }, nowMs);
  }

  /**
   * Replaces the settings by what `change` makes of them; the same object: nothing is to be done.
   * `change` is told whether the room is stored, and may be called again after a conflict. `entry`
   * goes to the room's log in the same commit. Errors: what `change` throws, `conflict`, the store's.
   */
  changeSettings(
    change: (before: RoomSettings, isStored: boolean) => RoomSettings,
    entry?: string,
  ): Promise<RoomSettings> {
    const appends = entry === undefined ? [] : [{ queues: [this.#key], entry }];
    return this.#change(this.#settings, 'settings', change, appends);
  }

  /** As `changeSettings`. */
  changeModeration(
    change: (before: ModerationRecord) => ModerationRecord,
  ): Promise<ModerationRecord> {
    return this.#change(this.#moderation, 'moderation', change, []);
  }

  /** News of another node. */
  changed({ node, document, version }: ChangedMessage): void {
    if (node === this.#use.node) return;
    const known = this.#documentOf(document);
    known
      ?.heardOf(version)
      .catch((error: unknown) => this.#use.report(error, `reading of ${known.key}`));
  }

  /**
   * Finds what the bus lost. Two reads by key, next to nothing where nothing is stored; called every
   * 10 s it is 200 reads a second for a thousand rooms. Rejects with errors of the store.
   */
  async check(): Promise<void> {
    await Promise.all([this.#settings.reload(), this.#moderation.reload()]);
  }

  async #change<T>(
    document: GuardedDocument<T>,
    name: string,
    change: (before: T, isStored: boolean) => T,
    appends: readonly Append[],
  ): Promise<T> {
    const { bus, node } = this.#use;
    const { plan, version, placed } = await document.change((known) => ({
      value: change(known.value, known.version > 0),
      appends,
    }));
    if (placed !== undefined) {
      bus.publish(this.#key, { type: 'changed', node, document: name, version });
    }
    return plan.value;
  }

  #documentOf(name: string): GuardedDocument<unknown> | undefined {
    if (name === 'settings') return this.#settings as GuardedDocument<unknown>;
    if (name === 'moderation') return this.#moderation as GuardedDocument<unknown>;
    return undefined;
  }

  #requireOpen(): void {
    if (!this.isClosed) return;
    throw new ServiceError('room_closed', 'the room is closed', { field: 'room' });
  }
}
