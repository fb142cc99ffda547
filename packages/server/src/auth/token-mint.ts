import type { AppId, Clock, DeviceId, UserId } from '@eagre/protocol';
import { SignJWT } from 'jose';
import type { AppDirectory } from './app-directory.ts';

export interface TokenOrder {
  app: AppId;
  user: UserId;
  device?: DeviceId;
  maxDevices?: number;
  ttlSeconds: number;
}

export interface MintedToken {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Signs tokens for apps whose secret the server has. */
export class TokenMint {
  readonly #apps: AppDirectory;
  readonly #clock: Clock;

  constructor(apps: AppDirectory, clock: Clock) {
    this.#apps = apps;
    this.#clock = clock;
  }

  /** Undefined when the app signs with a key of its own that the server does not have. */
  async mint(order: TokenOrder): Promise<MintedToken | undefined> {
    const signer = this.#apps.get(order.app)?.signer;
    if (signer?.secret === undefined) return undefined;
    const issuedAt = Math.floor(this.#clock.now() / 1000);
    const exp = issuedAt + order.ttlSeconds;
    const { app, user, device, maxDevices } = order;
    const payload = {
      app,
      ...(device === undefined ? {} : { device }),
      ...(maxDevices === undefined ? {} : { maxDevices }),
    };
    const jwt = new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(exp);
    if (signer.issuer !== undefined) jwt.setIssuer(signer.issuer);
    if (signer.audience !== undefined) jwt.setAudience(signer.audience);
    return { token: await jwt.sign(signer.secret), expiresAt: exp * 1000 };
  }
}
