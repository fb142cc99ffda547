import type { AppId, DeviceId, UserId } from '@eagre/protocol';

/** The name under which a business backend acts in its own right. No person may have it. */
export const systemUser = 'system' as UserId;

/** On whose behalf a service is called: a user's device, or a backend (through the HTTP API). */
export interface Actor {
  readonly app: AppId;
  readonly user: UserId;
  /** A backend in its own name: need not be a member and may do everything within its app. */
  readonly backend: boolean;
  /** The calling device: it is not told by a push what it did itself. */
  readonly device?: DeviceId;
}

/** A user, or a backend that acts as this user and so has just the user's rights. */
export function userActor(app: AppId, user: UserId, device?: DeviceId): Actor {
  return { app, user, backend: false, ...(device === undefined ? {} : { device }) };
}

export function backendActor(app: AppId): Actor {
  return { app, user: systemUser, backend: true };
}
