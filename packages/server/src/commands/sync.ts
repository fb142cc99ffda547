import { coldStart } from '../conversation/cold-start.ts';
import type { Interest } from '../conversation/interest.ts';
import type { ConversationServices } from '../conversation/services.ts';
import type { Connection } from '../gateway/connection.ts';
import type { CommandHandler } from './command.ts';

export interface SyncDependencies {
  timeline: Pick<ConversationServices['timeline'], 'heads' | 'memberships' | 'ranges'>;
  interest: Pick<Interest<Connection>, 'enter' | 'follow'>;
}

/** Compares positions with heads; on the way it repairs what the device should follow. */
export function syncCommand({ timeline, interest }: SyncDependencies): CommandHandler<'sync'> {
  return async ({ actor: { app, user }, request, connection }) => {
    const { positions, recent, bytes } = request;
    interest.enter(app, user, connection);
    const { fields } = await coldStart(timeline, {
      app,
      user,
      positions,
      recent,
      bytes,
      follow: (memberships) => {
        if (connection.state === 'online') interest.follow(app, user, connection, memberships);
      },
    });
    return `{${fields}}`;
  };
}
