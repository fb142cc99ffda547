import type { AppId, DeviceId, UserId } from '@eagre/protocol';
import { ServiceError } from '../service-error.ts';

/** Who a token speaks for. Times are wall clock, ms. */
export interface TokenIdentity {
  app: AppId;
  user: UserId;
  /** The token is good for this device only. */
  device?: DeviceId;
  /** At most this many devices of the user at once. */
  maxDevices?: number;
  issuedAt: number;
  expiresAt: number;
}

export type VerifiedToken =
  | { ok: true; identity: TokenIdentity }
  | { ok: false; code: 'unauthenticated' | 'token_expired' | 'internal'; message: string };

/** Checks tokens (auth/verifier.ts). Never rejects. */
export interface TokenVerifier {
  verify(token: string): Promise<VerifiedToken>;
}

/** The identity of a good token; a `ServiceError` otherwise. */
export async function requireToken(
  verifier: TokenVerifier,
  token: string,
  device: DeviceId,
): Promise<TokenIdentity> {
  const verified = await verifier.verify(token);
  if (!verified.ok) throw new ServiceError(verified.code, verified.message, { field: 'token' });
  const { identity } = verified;
  if (identity.device === undefined || identity.device === device) return identity;
  throw new ServiceError('unauthenticated', 'token is for another device', { field: 'token' });
}
