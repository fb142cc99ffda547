import type { Actor } from '../conversation/actor.ts';
import { userKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** A backend may not speak as a user that it has disabled. */
export async function refuseDisabled(
  timeline: Pick<Timeline, 'user'>,
  actor: Actor,
): Promise<void> {
  if (actor.backend) return;
  const record = await timeline.user(userKey(actor.app, actor.user));
  if (record?.disabled !== true) return;
  throw new ServiceError('forbidden', `from: user ${actor.user} is disabled`, { field: 'from' });
}
