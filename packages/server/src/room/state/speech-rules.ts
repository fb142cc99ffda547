import type { RoomRole } from '@eagre/protocol';
import type { BoundedMap } from '../../conversation/bounded-map.ts';
import type { ConversationKey } from '../../keys.ts';
import { ServiceError } from '../../service-error.ts';
import { type Person, termOf } from './moderation-record.ts';
import type { RoomRules } from './room-rules.ts';
import { WordFilter } from './word-filter.ts';

export interface Speaker extends Person {
  readonly role: RoomRole;
}

/** When who spoke last in which room in slow mode; the oldest are forgotten and may speak early. */
export type SpeechTimes = BoundedMap<string, number>;

/** Who may say what in one room: bans, mutes, slow mode and words. */
export class SpeechRules {
  readonly #room: ConversationKey;
  readonly #times: SpeechTimes;
  #words: readonly string[] = [];
  #filter = new WordFilter([]);

  constructor(room: ConversationKey, times: SpeechTimes) {
    this.#room = room;
    this.#times = times;
  }

  /**
   * Notes the time of what may be said, for slow mode. Host and staff are bound by bans and mutes of
   * their own only. `nowMs` is wall clock time, as are the ends of mutes.
   */
  check(rules: RoomRules, speaker: Speaker, body: Record<string, unknown>, nowMs: number): void {
    this.checkBan(rules, speaker, nowMs);
    const until = termOf(rules.moderation.muted, speaker, nowMs);
    if (until !== undefined) throw new ServiceError('muted', `muted ${untilText(until)}`);
    if (speaker.role === 'host' || speaker.role === 'staff') return;
    const { mutedAll, slowMs, words } = rules.settings;
    if (mutedAll) throw new ServiceError('muted', 'only host and staff may speak in this room now');
    const slot = `${this.#room} ${speaker.user}`;
    if (slowMs > 0) this.#checkPace(slot, slowMs, nowMs);
    if (words.length > 0) this.#checkWords(words, body);
    if (slowMs > 0) this.#times.set(slot, nowMs);
  }

  checkBan({ moderation }: RoomRules, person: Person, nowMs: number): void {
    const until = termOf(moderation.banned, person, nowMs);
    if (until === undefined) return;
    throw new ServiceError('banned', `banned from this room ${untilText(until)}`, {
      field: 'room',
    });
  }

  #checkPace(slot: string, slowMs: number, nowMs: number): void {
    const passedMs = nowMs - (this.#times.get(slot) ?? Number.NEGATIVE_INFINITY);
    // Less than nothing: somebody set the clock back, and nobody is to wait for that.
    if (passedMs < 0 || passedMs >= slowMs) return;
    throw new ServiceError('slow_mode', `one message in ${slowMs} ms may be sent in this room`, {
      retryAfterMs: slowMs - passedMs,
    });
  }

  #checkWords(words: readonly string[], body: Record<string, unknown>): void {
    if (!isSameList(words, this.#words)) this.#filter = new WordFilter(words);
    this.#words = words;
    if (!someText(body, (text) => this.#filter.finds(text))) return;
    throw new ServiceError('word_refused', 'body has a word that may not be said in this room', {
      field: 'body',
    });
  }
}

function untilText(until: number): string {
  return until === 0 ? 'until it is taken back' : `until ${new Date(until).toISOString()}`;
}

/** Building the filter of a long list takes tens of ms, and settings change for other reasons too. */
function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((word, i) => word === b[i]));
}

/** Whether it is so of one of the strings in a JSON value. Names of fields are not shown to anybody. */
function someText(value: unknown, isSo: (text: string) => boolean): boolean {
  if (typeof value === 'string') return isSo(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((item) => someText(item, isSo));
}
