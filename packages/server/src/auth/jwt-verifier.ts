import { type AppId, appId, type Clock, deviceId, userId } from '@eagre/protocol';
import { decodeJwt, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { AppDirectory } from './app-directory.ts';
import type { Identity, TokenVerifier, Verified } from './verifier.ts';

const claims = z.object({
  app: appId,
  sub: userId,
  exp: z.number(),
  iat: z.number().optional(),
  device: deviceId.optional(),
  maxDevices: z.int().min(1).max(1000).optional(),
});

export interface JwtVerifierOptions {
  apps: AppDirectory;
  clock: Clock;
  /** A token may not end later than this from now. ms. */
  tokenLifeMs: number;
  /** How far the clocks of server and signer may differ. ms. */
  tokenToleranceMs: number;
}

/**
 * Tokens as JWTs signed by the app's own key. The `app` claim is read before the signature is
 * checked, to know whose key to check with; the key's app alone decides which algorithms count, so a
 * public key can never serve as an HS256 secret, and `none` never counts.
 */
export class JwtVerifier implements TokenVerifier {
  readonly #options: JwtVerifierOptions;

  constructor(options: JwtVerifierOptions) {
    this.#options = options;
  }

  async verify(token: string): Promise<Verified> {
    const id = claimedApp(token);
    if (id === undefined) return refused('token is not a JWT with an "app" claim');
    const app = this.#options.apps.get(id);
    if (app === undefined)
      return refused(`token is for app "${id}", which this server does not have`);
    const now = this.#options.clock.now();
    try {
      const { key, algorithms, issuer, audience } = app.signer;
      const { payload } = await jwtVerify(token, key, {
        algorithms: [...algorithms],
        clockTolerance: this.#options.tokenToleranceMs / 1000,
        currentDate: new Date(now),
        requiredClaims: ['app', 'sub', 'exp'],
        ...(issuer === undefined ? {} : { issuer }),
        ...(audience === undefined ? {} : { audience }),
      });
      return this.#identityOf(payload, now);
    } catch (error) {
      return verifiedError(error);
    }
  }

  #identityOf(payload: unknown, now: number): Verified {
    const parsed = claims.safeParse(payload);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refused(`token claim "${issue?.path.join('.')}": ${issue?.message}`);
    }
    const { app, sub, exp, iat, device, maxDevices } = parsed.data;
    const expiresAt = exp * 1000;
    const { tokenLifeMs } = this.#options;
    if (expiresAt - now > tokenLifeMs) {
      const days = Math.round(tokenLifeMs / 86_400_000);
      return refused(`token claim "exp" is more than ${tokenLifeMs} ms (${days} days) from now`);
    }
    const issuedAt = iat === undefined ? now : iat * 1000;
    const identity: Identity = { app, user: sub, issuedAt, expiresAt };
    if (device !== undefined) identity.device = device;
    if (maxDevices !== undefined) identity.maxDevices = maxDevices;
    return { ok: true, identity };
  }
}

/** Not to be trusted before the signature is checked. */
function claimedApp(token: string): AppId | undefined {
  try {
    return appId.safeParse(decodeJwt(token)['app']).data;
  } catch {
    return undefined;
  }
}

function refused(message: string): Verified {
  return { ok: false, code: 'unauthenticated', message };
}

function verifiedError(error: unknown): Verified {
  if (error instanceof errors.JWTExpired) {
    return { ok: false, code: 'token_expired', message: 'token has expired; get a new one' };
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const missing = error.reason === 'missing';
    return refused(`token claim "${error.claim}" ${missing ? 'is missing' : 'has a wrong value'}`);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return refused('token is signed with an algorithm that its app does not use');
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return refused('token names no key ("kid") of its app');
  }
  if (isRemoteKeyTrouble(error)) {
    return { ok: false, code: 'internal', message: "the app's key server does not answer" };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return refused('token has a wrong signature');
  }
  return refused('token is malformed');
}

function isRemoteKeyTrouble(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  // A bare JOSEError is a bad answer of the key server, a TypeError is a failed fetch.
  return error instanceof TypeError || (error as { code?: string }).code === 'ERR_JOSE_GENERIC';
}
