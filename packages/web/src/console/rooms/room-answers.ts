/** What the HTTP API says of a room; its OpenAPI document has the words. */
export interface RoomAnswer {
  readonly room: string;
  readonly name?: string;
  readonly open: boolean;
  readonly closed: boolean;
  readonly createdAt: number;
  readonly online: { readonly devices: number; readonly users: number };
  readonly peak: number;
  readonly visitors: number;
  readonly tier: Tier;
  readonly mutedAll: boolean;
  readonly slowMs: number;
  /** How many words are refused. */
  readonly words: number;
}

export interface Tier {
  readonly windowMs: number;
  readonly flushItems: number;
  readonly displayPerSecond: number;
  readonly overridden: boolean;
}

/** By reason, then by rank of what was left out. */
export type Drops = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface RoomWork {
  readonly chat: {
    readonly offered: number;
    readonly delivered: number;
    readonly refused: number;
    readonly dropped: Drops;
  };
  readonly frames: number;
  readonly flushSizes: {
    readonly p50: number;
    readonly max: number;
    readonly recent: readonly number[];
  };
  readonly reliable: {
    readonly delivered: number;
    readonly retried: number;
    readonly carried: number;
    readonly pulled: number;
  };
}

export interface NodeWork extends RoomWork {
  readonly node: string;
  readonly devices: number;
}

export interface RoomStats extends RoomWork {
  readonly online: { readonly devices: number; readonly users: number };
  readonly peak: number;
  readonly visitors: number;
  /** Milliseconds since 1970, devices; oldest first. */
  readonly curve: readonly (readonly [at: number, devices: number])[];
  readonly tier: Tier;
  readonly counters: Readonly<Record<string, number>>;
  readonly nodes: readonly NodeWork[];
  readonly missing: readonly string[];
}

export type Attributes = Readonly<Record<string, Attribute>>;

export interface Attribute {
  readonly value: unknown;
  readonly version: number;
}

export interface ModerationAnswer {
  readonly mutedAll: boolean;
  readonly slowMs: number;
  readonly muted: readonly Term[];
  readonly banned: readonly Term[];
}

export interface Term {
  readonly user: string;
  /** Undefined: all devices of the user. */
  readonly device?: string;
  /** Milliseconds since 1970; 0: until it is taken back. */
  readonly until: number;
}
