import type { AppId, Clock } from '@eagre/protocol';
import type { ApiServices, ConversationDetails, HistoryPage, Page } from '../api/services.ts';
import { backendActor } from '../conversation/actor.ts';
import { encodeHistory } from '../conversation/history.ts';
import { userQueueKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { ConversationRecord } from '../timeline/records.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { refuseDisabled } from './api-actors.ts';
import { apiGroups, groupDetails, isDeleted } from './api-groups.ts';
import { apiRooms } from './api-rooms.ts';
import { apiUsers } from './api-users.ts';
import type { Stations } from './stations.ts';

export interface ApiServicesOptions
  extends Pick<
    Stations,
    | 'conversation'
    | 'limiter'
    | 'overload'
    | 'desk'
    | 'bus'
    | 'timeline'
    | 'room'
    | 'clusterRooms'
    | 'ways'
  > {
  clock: Clock;
}

/** The HTTP API's view of the stations. */
export function apiServices(options: ApiServicesOptions): ApiServices {
  return {
    users: apiUsers(options.conversation, options.clock),
    groups: apiGroups(options.conversation),
    rooms: apiRooms(options),
    devices: apiDevices(options),
    messages: apiMessages(options),
    conversations: apiConversations(options),
  };
}

function apiDevices({ desk, bus }: ApiServicesOptions): ApiServices['devices'] {
  return {
    of: (app, user) => desk.devicesOf(app, user),
    async kick(app, user, device) {
      const online = await desk.devicesOf(app, user);
      // By way of the bus, so that devices on other nodes go too.
      const which = device === undefined ? {} : { device };
      bus.publish(userQueueKey(app, user), { type: 'kick', reason: 'api', ...which });
      return online.filter((one) => device === undefined || one.device === device).length;
    },
  };
}

function apiMessages(options: ApiServicesOptions): ApiServices['messages'] {
  const { limiter, overload, timeline, ways, clock } = options;
  const { sender, history } = options.conversation;
  return {
    async send(actor, message) {
      const receivedMs = clock.monotonicMs();
      const refused = overload.refusal() ?? limiter.sendByApp(actor.app);
      if (refused !== undefined) throw new ServiceError(refused.code, refused.message, refused);
      await refuseDisabled(timeline, actor);
      const arrival = ways.arrival(receivedMs);
      const answer = await sender.send(actor, message);
      const { conversation, clientId: id, kind, personalTo } = message;
      if (personalTo === undefined) ways.stored(actor.app, conversation, answer, arrival);
      else {
        const head = { from: actor.user, id, kind };
        ways.personal(actor.app, conversation, head, answer, arrival);
      }
      return answer;
    },
    async history(actor, { conversation, ...page }) {
      const text = encodeHistory(await history.read(actor, conversation, page));
      return JSON.parse(text) as HistoryPage;
    },
  };
}

function apiConversations(options: ApiServicesOptions): ApiServices['conversations'] {
  const { readMarks } = options.conversation;
  return {
    list: (app, page) => liveConversations(options.timeline, app, page),
    async reads(app, conversation, limit) {
      const { reads, more } = await readMarks.of(backendActor(app), conversation, limit);
      return { items: reads, more };
    },
  };
}

/** A page of the conversations that were not deleted. */
async function liveConversations(
  timeline: Pick<Timeline, 'conversations'>,
  app: AppId,
  { after, limit }: { after: string; limit: number },
): Promise<Page<ConversationDetails>> {
  const live: ConversationRecord[] = [];
  for (let from = after; live.length <= limit; ) {
    const records = await timeline.conversations(app, from, limit + 1);
    live.push(...records.filter((record) => !isDeleted(record)));
    const last = records.at(-1);
    if (last === undefined || records.length <= limit) break;
    from = last.conversation;
  }
  return { items: live.slice(0, limit).map(withId), more: live.length > limit };
}

function withId(record: ConversationRecord): ConversationDetails {
  const { group, ...settings } = groupDetails(record);
  return { conversation: group, ...settings };
}
