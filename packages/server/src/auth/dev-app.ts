import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

type Keys = z.infer<typeof stored>;

export interface DevApp {
  config: AppConfig;
  apiKey: string;
}

/**
 * Development mode's own app. Its keys are kept in the data directory, readable by its owner only,
 * so that tokens and scripts outlive a restart, and are the same for all nodes of a cluster that share
 * the directory: in development mode they run on one machine.
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

function readKeys(path: string): Keys | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const parsed = stored.safeParse(jsonOrUndefined(text));
  if (!parsed.success) {
    throw new Error(`${path} does not hold development keys; remove it to get new ones`);
  }
  return parsed.data;
}

/** Of several nodes that start in one directory at once, all get the keys of the first. */
function makeKeys(dataDirectory: string, path: string): Keys {
  mkdirSync(dataDirectory, { recursive: true });
  const own = `${path}.${randomSecret()}`;
  const keys = { apiSecret: randomSecret(), tokenSecret: randomSecret() };
  try {
    writeFileSync(own, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    // Whole, and only if there is none yet.
    linkSync(own, path);
    return keys;
  } catch (error) {
    const others = isCode(error, 'EEXIST') ? readKeys(path) : undefined;
    if (others === undefined) throw error;
    return others;
  } finally {
    rmSync(own, { force: true });
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
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
