import { randomBytes } from 'node:crypto';
import type { Clock } from '@eagre/protocol';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ServiceError } from '../../service-error.ts';
import type { LoggedOut } from './ended-sessions.ts';
import { csrfOf, type SessionKeys } from './session-key.ts';

/** An operator who has shown the admin key. */
export interface Session {
  readonly id: string;
  /** As he called himself. */
  readonly name: string;
  /** What his writes carry in a header, which no page of another site can know. */
  readonly csrf: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface SessionsOptions {
  readonly keys: SessionKeys;
  readonly loggedOut: Pick<LoggedOut, 'has'>;
  readonly clock: Clock;
  /** How long a session lasts. ms. */
  readonly lifeMs: number;
}

const issuer = 'eagre console';
const idBytes = 16;
const claims = z.object({ sub: z.string(), jti: z.string(), exp: z.number() });

/** Sessions as signed tokens: any node of a cluster knows those of the others without a word. */
export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  async open(name: string): Promise<{ session: Session; token: string }> {
    const { keys, clock, lifeMs } = this.#options;
    const id = randomBytes(idBytes).toString('base64url');
    const expiresSeconds = Math.floor((clock.now() + lifeMs) / 1000);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuer)
      .setSubject(name)
      .setJti(id)
      .setExpirationTime(expiresSeconds)
      .sign(keys.token);
    return { session: this.#session(id, name, expiresSeconds), token };
  }

  /** @throws ServiceError `unauthenticated` or `token_expired` */
  async read(token: string): Promise<Session> {
    const { keys, loggedOut, clock } = this.#options;
    const session = await jwtVerify(token, keys.token, {
      algorithms: ['HS256'],
      issuer,
      requiredClaims: ['sub', 'jti', 'exp'],
      currentDate: new Date(clock.now()),
    }).then(({ payload }) => {
      const { sub, jti, exp } = claims.parse(payload);
      return this.#session(jti, sub, exp);
    }, refuse);
    if (await loggedOut.has(session.id)) {
      throw noSession('the session was logged out; log in again');
    }
    return session;
  }

  #session(id: string, name: string, expiresSeconds: number): Session {
    return { id, name, csrf: csrfOf(this.#options.keys, id), expiresAt: expiresSeconds * 1000 };
  }
}

export function noSession(message: string): ServiceError {
  return new ServiceError('unauthenticated', message, { field: 'cookie' });
}

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) {
    throw new ServiceError('token_expired', 'the session has ended; log in again', {
      field: 'cookie',
    });
  }
  throw noSession('not a session of this server; log in again');
}
