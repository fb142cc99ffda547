import type { RoomCounters, RoomOnline } from '@eagre/protocol';
import { Api } from './api.ts';

/** A room's own buffering; what is left out follows from its online count. */
export interface TierOverride {
  windowMs?: number;
  flushItems?: number;
  displayPerSecond?: number;
}

export interface RoomDetails {
  room: string;
  online: RoomOnline;
  tier: Required<TierOverride>;
}

/** Of the statistics of a room, what figures are made from. */
export interface RoomStats {
  chat: {
    /** Taken in. */
    offered: number;
    /** Messages × devices whose lines were jammed. */
    refused: number;
    /** By reason, and by rank if the server tells them apart. */
    dropped: Record<string, unknown>;
  };
  reliable: Record<'delivered' | 'retried' | 'carried' | 'pulled', number>;
}

/** All of what this package asks of them. */
export interface RoomBooks extends RoomStats {
  online: RoomOnline;
  /** Totals by counter. */
  counters: RoomCounters;
}

/** The books of all nodes: added up, and one by one. */
export interface ClusterBooks extends RoomBooks {
  /** The one that answers comes first. */
  nodes: (RoomStats & { node: string })[];
  /** Nodes that run and did not say what they did. */
  missing: string[];
}

/** Rooms through the server's HTTP API, as a business backend uses it. */
export class RoomsApi {
  readonly #api: Api;

  constructor(url: string, key: string) {
    this.#api = new Api(url, key);
  }

  create(room: string, tier?: TierOverride): Promise<RoomDetails> {
    return this.#api.post('/v1/rooms', { room, ...(tier === undefined ? {} : { tier }) });
  }

  setTier(room: string, tier: TierOverride): Promise<RoomDetails> {
    return this.#api.patch(pathOf(room), { tier });
  }

  get(room: string): Promise<RoomDetails> {
    return this.#api.get(pathOf(room));
  }

  stats(room: string): Promise<ClusterBooks> {
    return this.#api.get(`${pathOf(room)}/stats`);
  }

  /** A reliable message of the backend; gives its place in the room's log. */
  sendReliable(
    room: string,
    content: { kind: string; body: Record<string, unknown>; clientId?: string },
  ): Promise<{ syncId?: number }> {
    return this.#api.post(`${pathOf(room)}/messages`, { class: 'reliable', ...content });
  }
}

/** Dropped messages by reason: `display_cap viewer: 12`. */
export function dropsByReason(dropped: Record<string, unknown>, prefix = ''): Map<string, number> {
  const drops = new Map<string, number>();
  for (const [name, value] of Object.entries(dropped)) {
    const reason = prefix === '' ? name : `${prefix} ${name}`;
    if (typeof value === 'number') drops.set(reason, value);
    else if (typeof value === 'object' && value !== null) {
      const inner = dropsByReason(value as Record<string, unknown>, reason);
      for (const [each, count] of inner) drops.set(each, count);
    }
  }
  return drops;
}

function pathOf(room: string): string {
  return `/v1/rooms/${encodeURIComponent(room)}`;
}
