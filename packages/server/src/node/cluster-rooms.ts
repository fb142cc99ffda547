import type { AppId, RoomMember, RoomMembersAnswer } from '@eagre/protocol';
import type { RoomNodeWork, RoomStats, RoomSummary } from '../api/room-services.ts';
import type { RoomSums } from '../bus/bus.ts';
import { byNode } from '../cluster/questions.ts';
import type { ConversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Room } from '../room/room.ts';
import type { Rooms } from '../room/rooms.ts';
import { nodeWorkOf, statsOf } from './api-room-stats.ts';
import type { Ask, ClusterDesk } from './cluster-desk.ts';

export interface ClusterRoomsOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly rooms: Pick<Rooms, 'all' | 'peek'>;
  readonly limits: Pick<Limits, 'roomMembersFull' | 'roomsTold'>;
}

/** What a node that has a room open knows of it. */
interface Report {
  readonly devices: number;
  readonly users: number;
  readonly visitors?: string;
  readonly sums: RoomSums;
  readonly work: RoomNodeWork;
}

interface MembersHere {
  readonly members: readonly RoomMember[];
  /** None of the node's are missing. */
  readonly isWhole: boolean;
}

interface RoomsQuestion {
  readonly app: AppId;
  /** No more are wanted. */
  readonly most: number;
}

/** Rooms as all nodes together know them. What a node is asked it answers from memory. */
export class ClusterRooms {
  readonly #options: ClusterRoomsOptions;
  readonly #askReport: Ask<ConversationKey, Report | null>;
  readonly #askMembers: Ask<ConversationKey, MembersHere | null>;
  readonly #askRooms: Ask<RoomsQuestion, RoomSummary[]>;
  readonly #listing = new Map<ConversationKey, Promise<RoomMembersAnswer>>();

  constructor(options: ClusterRoomsOptions) {
    const { desk, limits } = options;
    this.#options = options;
    this.#askReport = desk.question('room', (key) => this.#report(key));
    this.#askMembers = desk.question('members', (key) => this.#membersHere(key));
    this.#askRooms = desk.question('rooms', ({ app, most }) =>
      this.#summaries(app).slice(0, Math.min(most, limits.roomsTold)),
    );
  }

  /** Counts and counters are those of all nodes when it resolves, also of a room that was just opened. */
  async known(room: Room): Promise<Room> {
    if (room.upkeep.isFresh) await this.#reports(room);
    return room;
  }

  async stats(room: Room): Promise<RoomStats> {
    const { all, missing } = await this.#reports(room);
    const nodes = all
      .toSorted(byNode)
      .flatMap(({ node, answer }) => answer && [{ node, ...answer.work }]);
    const open = nodes.filter((one) => one !== null);
    return statsOf(room, open, missing);
  }

  /** All members of a small room, of a large one some of this node. */
  async members(room: Room): Promise<RoomMembersAnswer> {
    const here = room.members();
    const isSmall = here.online.devices <= this.#options.limits.roomMembersFull;
    if (here.complete || !isSmall) return here;
    const listing =
      this.#listing.get(room.key) ??
      this.#allMembers(room).finally(() => this.#listing.delete(room.key));
    this.#listing.set(room.key, listing);
    return listing;
  }

  /** Open rooms of an app, the one with the most devices first; of other nodes their `roomsTold` fullest. */
  async list(app: AppId, most: number): Promise<RoomSummary[]> {
    const { all } = await this.#askRooms({ app, most });
    const [, ...others] = all;
    const found = new Map<string, RoomSummary>();
    for (const one of [...this.#summaries(app), ...others.flatMap(({ answer }) => answer)]) {
      const known = found.get(one.room);
      // Counts that nodes have heard of differ for a moment.
      if (known === undefined || known.online.devices < one.online.devices) {
        found.set(one.room, one);
      }
    }
    return [...found.values()].sort(byDevices);
  }

  #reports(room: Room) {
    return this.#askReport(room.key, ({ node, answer }) => {
      const { devices = 0, users = 0, visitors, sums } = answer ?? {};
      const sketch = visitors === undefined ? {} : { visitors };
      room.take({ type: 'crowd', node, devices, users, ...sketch });
      if (sums !== undefined) room.counters.take(node, sums);
    });
  }

  async #allMembers(room: Room): Promise<RoomMembersAnswer> {
    const { all, missing } = await this.#askMembers(room.key);
    const members = new Map<string, RoomMember>();
    for (const one of all.flatMap(({ answer }) => answer?.members ?? [])) {
      const known = members.get(one.user);
      if (known === undefined || known.enteredAt < one.enteredAt) members.set(one.user, one);
    }
    const complete = missing.length === 0 && all.every(({ answer }) => answer?.isWhole !== false);
    const sorted = [...members.values()].sort((a, b) => b.enteredAt - a.enteredAt);
    return { members: sorted, complete, online: room.crowd.total() };
  }

  #report(key: ConversationKey): Report | null {
    const room = this.#options.rooms.peek(key);
    if (room === undefined) return null;
    const { devices, users, visitors } = room.crowd.figures({ visitors: true });
    return {
      devices,
      users,
      ...(visitors !== undefined && { visitors }),
      sums: room.counters.teller.all(),
      work: nodeWorkOf(room),
    };
  }

  #membersHere(key: ConversationKey): MembersHere | null {
    const room = this.#options.rooms.peek(key);
    if (room === undefined) return null;
    const isWhole = room.crowd.devices <= this.#options.limits.roomMembersFull;
    return { members: room.members().members, isWhole };
  }

  #summaries(app: AppId): RoomSummary[] {
    return [...this.#options.rooms.all()]
      .filter((room) => room.app === app)
      .map(summaryOf)
      .sort(byDevices);
  }
}

function byDevices(a: RoomSummary, b: RoomSummary): number {
  return b.online.devices - a.online.devices;
}

function summaryOf(room: Room): RoomSummary {
  const { name } = room.state.settings;
  return {
    room: room.id,
    ...(name !== undefined && { name }),
    online: room.crowd.total(),
    windowMs: room.tier.windowMs,
  };
}
