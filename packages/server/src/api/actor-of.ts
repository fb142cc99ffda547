import type { AppId, UserId } from '@eagre/protocol';
import { type Actor, backendActor, userActor } from '../conversation/actor.ts';

/** The backend speaks as the user it names, with that user's rights, or else in its own name. */
export function actorOf(app: AppId, from: UserId | undefined): Actor {
  return from === undefined ? backendActor(app) : userActor(app, from);
}
