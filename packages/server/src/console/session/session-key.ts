import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { hashOf } from '../../auth/api-keys.ts';

/** Keys of sessions, made from the admin key: another admin key, and all sessions end. */
export interface SessionKeys {
  /** Signs sessions. */
  readonly token: Uint8Array;
  /** Makes the secret that each session's writes carry. */
  readonly csrf: Uint8Array;
}

const keyBytes = 32;

export function sessionKeys(adminKey: string): SessionKeys {
  const derived = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', adminKey, '', `eagre console ${purpose}`, keyBytes));
  return { token: derived('session'), csrf: derived('csrf') };
}

export function csrfOf({ csrf }: SessionKeys, sessionId: string): string {
  return createHmac('sha256', csrf).update(sessionId).digest('base64url');
}

/** In constant time, whatever the lengths. */
export function isSameSecret(given: string, right: string): boolean {
  return timingSafeEqual(hashOf(given), hashOf(right));
}
