import type { Clock, ConversationId, ConversationSetAnswer } from '@eagre/protocol';
import { conversationKey, userQueueKey } from '../keys.ts';
import { requireMembership, requireSupported } from './access.ts';
import type { Actor } from './actor.ts';
import { settingsText } from './entries.ts';
import type { Plan, PlannedCommits } from './planned-commits.ts';

export interface SettingsDependencies {
  commits: PlannedCommits;
  clock: Clock;
}

/**
 * A user's own settings of a conversation. The `settings` entry in the user's queue tells the other
 * devices, and on its way makes the fan-out change the lane (see interest.ts).
 */
export class Settings {
  readonly #use: SettingsDependencies;

  constructor(use: SettingsDependencies) {
    this.#use = use;
  }

  async setMuted(
    actor: Actor,
    conversation: ConversationId,
    muted: boolean,
  ): Promise<ConversationSetAnswer> {
    requireSupported(conversation);
    const key = conversationKey(actor.app, conversation);
    const { user, app } = actor;
    const at = this.#use.clock.now();
    await this.#use.commits.change(key, (current): Plan => {
      const { conversation: before, member } = requireMembership(actor, current);
      if (member.muted === muted) return { commit: { appends: [] } };
      return {
        commit: {
          writes: [{ write: 'muted', conversation: key, user, muted }],
          appends: [
            { queues: [userQueueKey(app, user)], entry: settingsText({ at, muted }), stamp: key },
          ],
        },
        next: () => before.withMuted(user, muted),
      };
    });
    return { muted };
  }
}
