/**
 * What the console's page and its API say to each other, under `/console/api`. Times are milliseconds
 * since 1970 unless the name says otherwise. Errors are those of the HTTP API: `{error: {code, message,
 * field?, retryAfterMs?}}`.
 * All but `login` want the session's cookie (401 `unauthenticated` without); all but GET want the
 * session's `csrf` in the header `x-eagre-csrf` (403 `forbidden`). Whatever changes something is
 * written into the audit log.
 * `/console/api/apps/{app}/v1/…` is the HTTP API `/v1/…` with the rights of that app's backend.
 */

/** GET session, and the answer to POST login {name, key}. POST logout ends it. */
export interface ConsoleSession {
  /** As the operator called himself; the audit log shows it. */
  readonly name: string;
  readonly csrf: string;
  readonly expiresAt: number;
  /** The node that answered. */
  readonly node: string;
  readonly cluster: boolean;
  readonly version: string;
  readonly dev: boolean;
}

export const seriesNames = [
  // Gauges.
  'connections',
  'users',
  'roomDevices',
  'rooms',
  'memoryBytes',
  'loopLagMs',
  /** Processor time of the process, 1: one core. */
  'cpu',
  /** 0: nothing is refused. */
  'overload',
  // A second.
  'messagesIn',
  'messagesOut',
  'framesOut',
  'bytesOut',
  'storeRows',
  'refused',
  // Of what happened in the step; null when nothing did.
  'ackP50Ms',
  'ackP99Ms',
  'deliveryP50Ms',
  'deliveryP99Ms',
  'storeP50Ms',
  'storeP99Ms',
] as const;
export type SeriesName = (typeof seriesNames)[number];

/** GET series?step=1000|60000&since=MS&node=NAME: at most 600 points of a node, oldest first. */
export interface SeriesAnswer {
  readonly stepMs: number;
  readonly nodes: readonly NodeSeries[];
  /** Nodes that run and did not answer in time. */
  readonly missing: readonly string[];
}

export interface NodeSeries {
  readonly node: string;
  /** Of the first point; the others follow `stepMs` apart. */
  readonly from: number;
  /** There are newer points than these. */
  readonly more: boolean;
  readonly values: Readonly<Record<SeriesName, readonly (number | null)[]>>;
  /** Left out a second, by reason. */
  readonly drops: Readonly<Record<string, readonly (number | null)[]>>;
}

/** GET rooms?limit=N&app=APP: the fullest open rooms of all nodes, all apps unless one is named. */
export interface RoomsAnswer {
  readonly rooms: readonly RoomRow[];
  readonly missing: readonly string[];
}

export interface RoomRow {
  readonly app: string;
  readonly room: string;
  readonly name?: string;
  readonly online: { readonly devices: number; readonly users: number };
  /** Of the tier that holds: from how many devices, and whether it was set for this room. */
  readonly tier: {
    readonly fromDevices: number;
    readonly windowMs: number;
    readonly overridden: boolean;
  };
  /** Messages in one flush. */
  readonly flush: { readonly p50: number; readonly max: number };
  /** Over the last ten seconds or so. */
  readonly perSecond: {
    readonly offered: number;
    readonly frames: number;
    readonly delivered: number;
    readonly dropped: number;
  };
  /** Since it was opened, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  readonly nodes: number;
}

/** GET queues?app=APP&limit=N: those in use on the nodes that answer, the busiest first. */
export interface QueuesAnswer {
  readonly queues: readonly QueueRow[];
  readonly missing: readonly string[];
}

export interface QueueRow {
  readonly app: string;
  /** `group:lobby`, or `user:u1` for a user queue. */
  readonly queue: string;
  readonly epoch: number;
  readonly head: number;
  /** Devices that follow it, on all nodes, and those of them that are behind its head. */
  readonly followers: number;
  readonly behind: number;
  /** Entries that the one furthest behind lacks. */
  readonly lag: number;
  readonly perSecond: number;
}

/** GET apps/{app}/conversations/{id}: one conversation's page; of switches the newest is last. */
export interface ConversationPage {
  readonly app: string;
  readonly conversation: string;
  readonly name?: string;
  readonly kind: string;
  readonly members: number;
  readonly policy: 'auto' | 'read' | 'write';
  readonly mode: 'read' | 'write';
  readonly priority: string;
  readonly createdAt: number;
  readonly queue: QueueRow;
  /** Newest entry that was trimmed. */
  readonly lowMark: number;
  readonly switches: readonly {
    readonly syncId: number;
    readonly at: number;
    readonly mode: 'read' | 'write';
  }[];
}

/** GET apps/{app}/users/{user}. */
export interface UserPage {
  readonly app: string;
  readonly user: string;
  readonly name?: string;
  readonly disabled: boolean;
  readonly createdAt?: number;
  readonly devices: readonly DeviceRow[];
  readonly missing: readonly string[];
}

/** GET devices?app=APP&limit=N: connections of all nodes, those with most waiting first. */
export interface DevicesAnswer {
  readonly devices: readonly DeviceRow[];
  readonly missing: readonly string[];
}

export interface DeviceRow {
  readonly app: string;
  readonly user: string;
  readonly device: string;
  readonly node: string;
  readonly connectedAt: number;
  readonly agent?: string;
  readonly waitingBytes: number;
  readonly rooms: readonly string[];
  /** Up to where it was given each queue that it follows; at most 50. */
  readonly positions: readonly {
    readonly queue: string;
    readonly epoch: number;
    readonly syncId: number;
    readonly head: number;
  }[];
}

/** GET nodes. */
export interface NodesAnswer {
  /** For an hour, or until they are back; those that were heard of last first. */
  readonly gone: readonly GoneNode[];
  readonly nodes: readonly NodeRow[];
  readonly missing: readonly string[];
}

/** A node that fell silent without a word. */
export interface GoneNode {
  readonly node: string;
  readonly version: string;
  readonly startedAt: number;
  readonly lastHeardAt: number;
}

export interface NodeRow {
  readonly node: string;
  readonly version: string;
  readonly startedAt: number;
  readonly connections: number;
  readonly rooms: number;
  readonly draining: boolean;
  /** It answered: what it says of itself, why not in words. */
  readonly ready?: boolean;
  readonly notReady?: string;
  readonly memoryBytes?: number;
  readonly cpu?: number;
  readonly runtime?: string;
  readonly processId?: number;
}

/** GET config?node=NAME: every setting in force, secrets hidden. */
export interface ConfigAnswer {
  /** Whose they are: without `node` those of the first by name. */
  readonly node: string;
  readonly settings: readonly {
    readonly name: string;
    readonly section: string;
    readonly description: string;
    readonly value: unknown;
    readonly isDefault: boolean;
    /** Where it was said: `default`, `file`, `environment`, `flag`. */
    readonly source?: string;
  }[];
}

/** GET apps. */
export interface AppsAnswer {
  readonly apps: readonly AppRow[];
}

export interface AppRow {
  readonly app: string;
  readonly name?: string;
  /** Their names; the secrets are nobody's to read. */
  readonly keys: readonly string[];
  /** How its tokens are signed, in words: `HS256`, `RS256 (JWKS)`. */
  readonly tokens: readonly string[];
  /** Limits by their setting, with what holds for this app. */
  readonly quotas: Readonly<Record<string, number>>;
  /** Retention and the like, in words. */
  readonly retention: Readonly<Record<string, string>>;
}

/** POST apps/{app}/token: a short-lived one, with which the page looks into a room by the SDK. */
export interface ObserverToken {
  readonly user: string;
  readonly token: string;
  readonly expiresAt: number;
}

/** GET audit?before=N&limit=N: newest first. */
export interface AuditAnswer {
  readonly entries: readonly AuditEntry[];
  readonly more: boolean;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly node: string;
  readonly name: string;
  readonly remote: string;
  /** `login`, `login_refused`, `logout`, or method and path: `PATCH /v1/rooms/room:show1`. */
  readonly action: string;
  readonly app?: string;
  /** 0: begun, and whether it was done nobody wrote down: the node or the store went away. */
  readonly status: number;
  /** What was sent, shortened, secrets hidden. */
  readonly detail?: string;
}

export type {
  FollowAnswer,
  Following,
  FollowTarget,
  WayAnswer,
  WayStation,
  WaySummary,
  WaysAnswer,
} from './way-contract.ts';
