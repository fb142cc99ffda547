import type { RoomRole, UserId } from '@eagre/protocol';
import type { DocumentCodec } from './guarded-document.ts';

/** Roles that are stored; whoever has none is a viewer. */
export type StoredRole = Exclude<RoomRole, 'viewer'>;

/** What a room has instead of what its tier says. */
export interface TierOverride {
  readonly windowMs?: number | undefined;
  readonly flushItems?: number | undefined;
  readonly displayPerSecond?: number | undefined;
}

/** The document `settings` of a room. */
export interface RoomSettings {
  readonly name?: string;
  /** Milliseconds since 1970, as is `closedAt`. */
  readonly createdAt: number;
  /** Set once and for all. */
  readonly closedAt?: number;
  readonly roles: ReadonlyMap<UserId, StoredRole>;
  readonly tier?: TierOverride;
  /** Everybody but host and staff is mute. */
  readonly mutedAll: boolean;
  /** Least time between two messages of a viewer or follower; 0: none. */
  readonly slowMs: number;
  /** Words that only host and staff may say. */
  readonly words: readonly string[];
  /** Devices at once, where less than the server allows. */
  readonly deviceLimit?: number;
  /** Best-effort messages a second, where not as the server has it. */
  readonly perSecond?: number;
}

interface StoredSettings extends Omit<RoomSettings, 'roles'> {
  roles: Record<UserId, StoredRole>;
}

/** `now`: for rooms that were never written, which begin when they are opened. */
export function settingsCodec(now: () => number): DocumentCodec<RoomSettings> {
  const initial = (): RoomSettings => ({
    createdAt: now(),
    roles: new Map(),
    mutedAll: false,
    slowMs: 0,
    words: [],
  });
  return {
    initial,
    decode: (text) => {
      const { roles, ...stored } = JSON.parse(text) as StoredSettings;
      return { ...stored, roles: new Map(Object.entries(roles) as [UserId, StoredRole][]) };
    },
    encode: ({ roles, ...settings }) =>
      JSON.stringify({ ...settings, roles: Object.fromEntries(roles) }),
  };
}
