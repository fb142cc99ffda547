import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppId, appId } from '@eagre/protocol';
import { z } from 'zod';
import type { AppConfig } from './app-config.ts';

/** The app that development mode makes. */
export const devAppId = appId.parse('dev') as AppId;
const devKeyId = 'dev';

const stored = z.strictObject({
  apiSecret: z.string().min(32),
  tokenSecret: z.string().min(32),
});

export interface DevApp {
  config: AppConfig;
  apiKey: string;
}

/**
 * Development mode's own app. Its keys are kept in the data directory, readable by its owner only,
 * so that tokens and scripts outlive a restart.
 * @throws Error naming the file when it can't be used.
 */
export function openDevApp(dataDirectory: string): DevApp {
  const path = join(dataDirectory, 'dev-keys.json');
  const { apiSecret, tokenSecret } = readKeys(path) ?? makeKeys(dataDirectory, path);
  const config: AppConfig = {
    id: devAppId,
    name: 'Development',
    keys: [{ id: devKeyId, secret: apiSecret }],
    jwt: { hs256: tokenSecret },
  };
  return { config, apiKey: `${devAppId}.${devKeyId}.${apiSecret}` };
}

function readKeys(path: string): z.infer<typeof stored> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = stored.safeParse(jsonOrUndefined(text));
  if (!parsed.success) {
    throw new Error(`${path} does not hold development keys; remove it to get new ones`);
  }
  return parsed.data;
}

function makeKeys(dataDirectory: string, path: string): z.infer<typeof stored> {
  const keys = { apiSecret: randomSecret(), tokenSecret: randomSecret() };
  mkdirSync(dataDirectory, { recursive: true });
  writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  // The mode of writeFile is cut by the umask and ignored for a file that exists.
  chmodSync(path, 0o600);
  return keys;
}

/** Enough for an HMAC key, short enough to paste, and marked with one double click. */
export function randomSecret(): string {
  return randomBytes(24).toString('hex');
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
