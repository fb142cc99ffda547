import type { DeviceId } from '@eagre/protocol';
import type { Identity, TokenVerifier } from '../auth/verifier.ts';
import { ServiceError } from '../service-error.ts';

/** The identity of a good token; a `ServiceError` otherwise. */
export async function requireToken(
  verifier: TokenVerifier,
  token: string,
  device: DeviceId,
): Promise<Identity> {
  const verified = await verifier.verify(token);
  if (!verified.ok) throw new ServiceError(verified.code, verified.message, { field: 'token' });
  const { identity } = verified;
  if (identity.device === undefined || identity.device === device) return identity;
  throw new ServiceError('unauthenticated', 'token is for another device', { field: 'token' });
}
