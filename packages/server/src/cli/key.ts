import type { AppId } from '@eagre/protocol';
import { hashOf } from '../auth/api-keys.ts';
import { randomSecret } from '../auth/dev-app.ts';

/** A new API key for an app, and the lines that make a server accept it. */
export function keyText(id: AppId): string {
  const secret = randomSecret();
  const keyId = randomSecret().slice(0, 8);
  const entry = { id: keyId, sha256: hashOf(secret).toString('hex') };
  return `API key of app ${id}, shown once:

  ${id}.${keyId}.${secret}

Add to the "keys" of the app in the configuration file (it holds only the hash):

  ${JSON.stringify(entry)}

A secret for the app's tokens, for its "jwt", if it has none yet:

  {"hs256": "${randomSecret()}${randomSecret()}"}`;
}

/** A new key of the console, and how a server is given it. */
export function adminKeyText(): string {
  const key = randomSecret();
  return `Key of the console, the same for all nodes of a cluster:

  ${key}

Give it to the server as EAGRE_ADMIN_KEY, or in the configuration file:

  {"adminKey": "${key}"}

Whoever has it may do everything with every app. Another key ends all sessions.`;
}
