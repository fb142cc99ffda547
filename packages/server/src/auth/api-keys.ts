import { createHash, timingSafeEqual } from 'node:crypto';
import type { AppId } from '@eagre/protocol';
import type { KeyConfig } from './app-config.ts';

interface StoredKey {
  app: AppId;
  hash: Buffer;
}

/** Compared with when there is no such key, so that a wrong name takes as long as a wrong secret. */
const noKey = hashOf('');

/**
 * API keys of all apps. A key is `APP.KEYID.SECRET`; only the secret's hash is kept, and compared in
 * constant time. A plain hash is enough since secrets are long and random, not passwords.
 */
export class ApiKeys {
  readonly #keys = new Map<string, StoredKey>();

  add(app: AppId, key: KeyConfig): void {
    const hash =
      key.secret === undefined ? Buffer.from(key.sha256 ?? '', 'hex') : hashOf(key.secret);
    this.#keys.set(`${app}.${key.id}`, { app, hash });
  }

  appOf(apiKey: string): AppId | undefined {
    const end = apiKey.lastIndexOf('.');
    const stored = this.#keys.get(apiKey.slice(0, Math.max(0, end)));
    const hash = hashOf(apiKey.slice(end + 1));
    const equal = timingSafeEqual(hash, stored?.hash ?? noKey);
    return equal ? stored?.app : undefined;
  }
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
