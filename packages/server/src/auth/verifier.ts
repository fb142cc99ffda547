import type { AppId, DeviceId, UserId } from '@eagre/protocol';

/** Who a token speaks for. */
export interface Identity {
  app: AppId;
  user: UserId;
  /** The token is good for this device only. */
  device?: DeviceId;
  /** At most this many devices of the user at once, where the token is stricter than the server. */
  maxDevices?: number;
  /** When it was signed, or now when it does not say. Milliseconds since 1970. */
  issuedAt: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/**
 * `unauthenticated` and `token_expired`: the device needs another token. `internal`: the app's key
 * server did not answer; the same token may be good a moment later.
 */
export type Verified =
  | { ok: true; identity: Identity }
  | { ok: false; code: 'unauthenticated' | 'token_expired' | 'internal'; message: string };

/** Checks tokens of devices. Never rejects. */
export interface TokenVerifier {
  verify(token: string): Promise<Verified>;
}
