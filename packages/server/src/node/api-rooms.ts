import type { AppId, Clock, ConversationId } from '@eagre/protocol';
import type { ApiRooms, RoomDetails } from '../api/room-services.ts';
import type { Overload } from '../flow/overload.ts';
import { type ConversationKey, conversationKey, documentKey } from '../keys.ts';
import type { Arrivals } from '../observability/ways.ts';
import type { Room } from '../room/room.ts';
import type { RoomServices } from '../room/services.ts';
import { personOf, standing, type Terms } from '../room/state/moderation-record.ts';
import { changedSettings } from '../room/state/room-change.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { refuseDisabled } from './api-actors.ts';
import { tierOf } from './api-room-stats.ts';
import { verifySpread } from './api-spread.ts';
import type { ClusterRooms } from './cluster-rooms.ts';

export interface ApiRoomsOptions {
  room: RoomServices;
  clusterRooms: ClusterRooms;
  overload: Pick<Overload, 'refusal'>;
  timeline: Pick<Timeline, 'document' | 'ranges' | 'user'>;
  clock: Clock;
  ways: Arrivals;
}

/** The HTTP API's view of the rooms. A room that is asked for is opened: there is one truth of it. */
export function apiRooms(options: ApiRoomsOptions): ApiRooms {
  const { room: services, clusterRooms, clock, overload, ways } = options;
  const { rooms, desk, speech, tiers } = services;
  const made = (app: AppId, room: ConversationId) => open(options, app, room, false);
  /** For what a backend does to a room: its first act makes it. */
  const any = (app: AppId, room: ConversationId) => open(options, app, room, true);
  return {
    async create({ app }, id, change) {
      const room = await any(app, id);
      await room.state.changeSettings((before, isStored) => {
        if (!isStored) return changedSettings({ ...before }, change);
        throw new ServiceError('already_exists', 'the room exists', { field: 'room' });
      });
      return detailsOf(room);
    },
    async get(app, id) {
      const key = conversationKey(app, id);
      if (rooms.peek(key) === undefined && !(await isStored(options, key))) return undefined;
      return detailsOf(await clusterRooms.known(await any(app, id)));
    },
    async change({ app }, id, change) {
      const room = await any(app, id);
      await room.state.changeSettings((before) => changedSettings(before, change));
      return detailsOf(room);
    },
    async close(actor, id) {
      await desk.moderate(await made(actor.app, id), actor, { action: 'close' });
    },
    async list(app, { offset, limit }) {
      const end = offset + limit;
      const all = await clusterRooms.list(app, end + 1);
      return { items: all.slice(offset, end), more: all.length > end };
    },
    stats: async (app, id) => clusterRooms.stats(await made(app, id)),
    async send(actor, { room: id, ...message }) {
      const receivedMs = clock.monotonicMs();
      const refused = overload.refusal();
      if (refused !== undefined) throw new ServiceError(refused.code, refused.message, refused);
      await refuseDisabled(options.timeline, actor);
      const room = await any(actor.app, id);
      const arrival = ways.arrival(receivedMs);
      const answer = await speech.say(room, actor, message);
      const { clientId, kind } = message;
      if (answer.syncId !== undefined) ways.stored(actor.app, id, answer, arrival);
      else ways.said(actor.app, id, { from: actor.user, id: clientId, kind }, arrival);
      return answer;
    },
    attributes: async (app, id) => (await made(app, id)).attributes.values(),
    setAttributes: async (actor, id, set, expect) =>
      desk.set(await any(actor.app, id), actor, set, expect),
    counters: async (app, id) => (await clusterRooms.known(await made(app, id))).counters.totals(),
    async addCounters({ app }, id, add) {
      const room = await any(app, id);
      const totals = await room.counters.add(add);
      room.pipeline.stats();
      return totals;
    },
    members: async (app, id) => clusterRooms.members(await clusterRooms.known(await made(app, id))),
    setRole: async ({ app }, id, user, role) => desk.setRole(await any(app, id), user, role),
    async roles(app, id, { after, limit }) {
      const room = await made(app, id);
      const all = [...room.state.settings.roles]
        .map(([user, role]) => ({ user, role }))
        .filter(({ user }) => after === undefined || user > after)
        .sort((a, b) => (a.user < b.user ? -1 : 1));
      return { items: all.slice(0, limit), more: all.length > limit };
    },
    moderate: async (actor, id, request) => desk.moderate(await any(actor.app, id), actor, request),
    async moderation(app, id) {
      const { state } = await made(app, id);
      const { muted, banned } = standing(state.moderation, clock.now());
      const { mutedAll, slowMs } = state.settings;
      return { mutedAll, slowMs, muted: termsOf(muted), banned: termsOf(banned) };
    },
    verifySpread: (app, token) => verifySpread({ ...options, ...services }, app, token),
    async tiers(app) {
      await tiers.ready(app);
      return [...tiers.of(app)];
    },
    setTiers: async (app, wanted) => [...(await tiers.set(app, wanted))],
  };
}

/** `make`: also a room that nobody has made or entered yet. */
async function open(
  { room: { rooms }, timeline }: ApiRoomsOptions,
  app: AppId,
  id: ConversationId,
  make: boolean,
): Promise<Room> {
  const key = conversationKey(app, id);
  const found = rooms.peek(key);
  if (found !== undefined) return found;
  if (make || (await isStored({ timeline }, key))) return rooms.open(key, { make: true });
  throw new ServiceError('not_found', 'no such room', { field: 'room' });
}

/** By its settings, or by anything else that was kept of it. */
async function isStored(
  { timeline }: Pick<ApiRoomsOptions, 'timeline'>,
  key: ConversationKey,
): Promise<boolean> {
  const found = await Promise.all([
    timeline.document(documentKey(key, 'settings')),
    timeline.document(documentKey(key, 'crowd')),
  ]);
  return found.some((document) => document !== undefined);
}

function detailsOf(room: Room): RoomDetails {
  const { settings } = room.state;
  const { name, createdAt, mutedAll, slowMs, deviceLimit, perSecond } = settings;
  return {
    room: room.id,
    ...(name !== undefined && { name }),
    open: true,
    closed: room.state.isClosed,
    createdAt,
    online: room.crowd.total(),
    peak: room.crowd.peak,
    visitors: room.crowd.visitors,
    tier: tierOf(room),
    mutedAll,
    slowMs,
    ...(deviceLimit !== undefined && { deviceLimit }),
    ...(perSecond !== undefined && { perSecond }),
    words: settings.words.length,
  };
}

function termsOf(terms: Terms) {
  return [...terms].map(([target, until]) => {
    const { user, device } = personOf(target);
    return { user, ...(device !== undefined && { device }), until };
  });
}
