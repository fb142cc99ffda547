import type { DeviceId, UserId } from '@eagre/protocol';
import { deviceKey } from '../../keys.ts';
import type { DocumentCodec } from './guarded-document.ts';

/** A user, or one device of it (`user/device`). */
export type Target = string;

/** Until when, milliseconds since 1970; 0: without end. */
export type Terms = ReadonlyMap<Target, number>;

/** The document `moderation` of a room. Terms that ended may still stand in it. */
export interface ModerationRecord {
  readonly muted: Terms;
  readonly banned: Terms;
}

export interface Person {
  readonly user: UserId;
  /** Undefined for a backend that acts as the user. */
  readonly device?: DeviceId | undefined;
}

export const moderationCodec: DocumentCodec<ModerationRecord> = {
  initial: () => ({ muted: new Map(), banned: new Map() }),
  decode: (text) => {
    const { muted, banned } = JSON.parse(text) as Record<
      'muted' | 'banned',
      Record<Target, number>
    >;
    return { muted: new Map(Object.entries(muted)), banned: new Map(Object.entries(banned)) };
  },
  encode: ({ muted, banned }) =>
    JSON.stringify({ muted: Object.fromEntries(muted), banned: Object.fromEntries(banned) }),
};

export function targetOf({ user, device }: Person): Target {
  return device === undefined ? user : deviceKey(user, device);
}

export function personOf(target: Target): Person {
  const [user, device] = target.split('/') as [UserId, DeviceId?];
  return { user, device };
}

export function isInForce(until: number, nowMs: number): boolean {
  return until === 0 || until > nowMs;
}

/** Until when a person is concerned, by its user or its device; undefined: not at all. */
export function termOf(terms: Terms, person: Person, nowMs: number): number | undefined {
  if (terms.size === 0) return undefined;
  const ofUser = termOfTarget(terms, person.user, nowMs);
  if (person.device === undefined) return ofUser;
  return later(ofUser, termOfTarget(terms, targetOf(person), nowMs));
}

/** The same object when nothing changes. */
export function withTerm(terms: Terms, target: Target, until: number): Terms {
  return terms.get(target) === until ? terms : new Map(terms).set(target, until);
}

/** The same object when nothing changes. */
export function withoutTerm(terms: Terms, target: Target): Terms {
  return terms.has(target) ? new Map([...terms].filter(([one]) => one !== target)) : terms;
}

/** What is in force of it. */
export function standing({ muted, banned }: ModerationRecord, nowMs: number): ModerationRecord {
  const inForce = (terms: Terms) =>
    new Map([...terms].filter(([, until]) => isInForce(until, nowMs)));
  return { muted: inForce(muted), banned: inForce(banned) };
}

function termOfTarget(terms: Terms, target: Target, nowMs: number): number | undefined {
  const until = terms.get(target);
  return until !== undefined && isInForce(until, nowMs) ? until : undefined;
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a === 0 || b === 0 ? 0 : Math.max(a, b);
}
