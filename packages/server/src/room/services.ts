import type { AppId, Clock, Random, WireError } from '@eagre/protocol';
import type { Bus } from '../bus/bus.ts';
import { BoundedMap } from '../conversation/bounded-map.ts';
import type { LaneScheduler } from '../fanout/lane-scheduler.ts';
import type { Limiter } from '../flow/limiter.ts';
import type { Limits } from '../limits.ts';
import { noWays, type Ways } from '../observability/ways.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { AppTiers } from './app-tiers.ts';
import type { Tier } from './chat/tiers.ts';
import { Entrance } from './entrance.ts';
import { Presence } from './presence/presence.ts';
import { newRoomCounts, type RoomCounts } from './room-counts.ts';
import { RoomDesk } from './room-desk.ts';
import type { RoomUse } from './room-use.ts';
import { Rooms } from './rooms.ts';
import { type Speaker, Speech } from './speech.ts';
import { CounterCommits } from './state/counter-commits.ts';
import { TapMemory } from './state/tap-memory.ts';
import { Tickets } from './state/tickets.ts';

export interface RoomServicesOptions {
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBytes: (bytes: number) => Uint8Array;
  /** A text that no other call gives, on any node. */
  readonly newId: () => string;
  readonly limits: Limits;
  readonly bus: Bus;
  /** With the tail cache round it. */
  readonly timeline: Timeline;
  readonly scheduler: LaneScheduler;
  readonly limiter: Pick<Limiter, 'room' | 'send' | 'sendByApp'>;
  /** Tiers of apps that have set none. */
  readonly tiers: readonly Tier[];
  /** A device may enter a room that no backend has made. */
  readonly onDemand: boolean;
  /** See `RoomUse.delivered`. */
  readonly delivered?: ((tookMs: number) => void) | undefined;
  /** Told of what is said; by default nobody is. */
  readonly ways?: Pick<Ways, 'chat' | 'dropped' | 'flushed'>;
  readonly report: (error: unknown, what: string) => void;
}

/** The room station of a node: what device commands and the HTTP API both call. */
export interface RoomServices {
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly entrance: Entrance;
  readonly speech: Speech;
  readonly desk: RoomDesk;
  readonly tiers: AppTiers;
  readonly tickets: Tickets;
  readonly counts: RoomCounts;
  /** What an earlier stop left; before anybody enters. Rejects with errors of the store. */
  load(): Promise<void>;
  /** Stores what must last, then stops the timers. */
  close(): Promise<void>;
}

export function createRoomServices(options: RoomServicesOptions): RoomServices {
  const { clock, limits, limiter, timeline, report } = options;
  const counts = newRoomCounts();
  const taps = new TapMemory(options);
  const commits = new CounterCommits(options);
  const tiers = new AppTiers({
    ...options,
    initial: options.tiers,
    changed: (app) => retune(rooms, app),
  });
  const use: RoomUse = {
    ...options,
    counts,
    taps,
    commits,
    tiers,
    speechTimes: new BoundedMap(limits.roomSlowSpeakers),
    ways: options.ways ?? noWays,
    presence: () => presence,
  };
  const rooms: Rooms = new Rooms({ use, onDemand: options.onDemand });
  const presence: Presence = new Presence({
    ...options,
    hooks: {
      entered: (member) => rooms.peek(member.room)?.entered(member),
      returned: () => {
        counts.returned += 1;
      },
      detached: (member) => rooms.peek(member.room)?.detached(member),
      left: (member) => rooms.peek(member.room)?.left(member),
    },
  });
  const tickets = new Tickets(options);
  const admitReliable = ({ app, user, backend }: Speaker): WireError | undefined =>
    backend ? limiter.sendByApp(app) : limiter.send(app, user);
  return {
    rooms,
    presence,
    tiers,
    tickets,
    counts,
    entrance: new Entrance({ rooms, presence, tickets, clock, limits }),
    speech: new Speech({
      timeline,
      clock,
      limits,
      admitChat: (speaker, room) =>
        speaker.backend
          ? limiter.sendByApp(speaker.app)
          : limiter.room(speaker.app, speaker.user, room),
      admitReliable,
    }),
    desk: new RoomDesk(clock),
    load: () => taps.load(),
    close: async () => {
      presence.close();
      await rooms.close();
      await taps.save().catch((error: unknown) => report(error, 'keeping of taps'));
      await tiers.close();
    },
  };
}

function retune(rooms: Rooms, app: AppId): void {
  for (const room of rooms.all()) if (room.app === app) room.setTiers();
}
