import type { AppId, Clock, ConversationSummary, UserId } from '@eagre/protocol';
import type { ApiServices, UserDetails } from '../api/services.ts';
import { userActor } from '../conversation/actor.ts';
import { KeyedLanes } from '../conversation/keyed-lanes.ts';
import type { ConversationServices } from '../conversation/services.ts';
import { encodeSummaries } from '../conversation/summaries.ts';
import { type UserKey, userKey } from '../keys.ts';
import type { UserRecord } from '../timeline/records.ts';

/** What the HTTP API does with users. */
export function apiUsers(
  { timeline, summaries }: ConversationServices,
  clock: Clock,
): ApiServices['users'] {
  // A change is read, changed, written: two of one user must not overlap.
  const turns = new KeyedLanes<UserKey>();
  const recordOf = (app: AppId, user: UserId) => timeline.user(userKey(app, user));
  return {
    async get(app, user) {
      const record = await recordOf(app, user);
      return record && detailsOf(record);
    },
    put: (app, user, change) =>
      turns.run(userKey(app, user), async () => {
        const fresh: UserRecord = { app, user, disabled: false, createdAt: clock.now() };
        const record = { ...fresh, ...(await recordOf(app, user)), ...change };
        await timeline.commit({ writes: [{ write: 'user', record }], appends: [] });
        return detailsOf(record);
      }),
    async conversations(app, user, page) {
      const found = await summaries.list(userActor(app, user), page);
      const answer = JSON.parse(encodeSummaries(found)) as {
        conversations: ConversationSummary[];
        more: boolean;
      };
      return { items: answer.conversations, more: answer.more };
    },
  };
}

function detailsOf({ app: _, ...details }: UserRecord): UserDetails {
  return details;
}
