import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  /** Files of older servers lack it. */
  adminKey: z.string().min(32).optional(),
});

type StoredKeys = z.infer<typeof stored>;
type Keys = StoredKeys & { adminKey: string };

export interface DevApp {
  config: AppConfig;
  apiKey: string;
  /** Of the console, unless the configuration has one. */
  adminKey: string;
}

/**
 * Development mode's own app. Its keys are kept in the data directory, readable by its owner only,
 * so that tokens and scripts outlive a restart, and are the same for all nodes of a cluster that share
 * the directory: in development mode they run on one machine.
 * @throws Error naming the file when it can't be used.
 */
export function openDevApp(dataDirectory: string): DevApp {
  const path = join(dataDirectory, 'dev-keys.json');
  const { apiSecret, tokenSecret, adminKey } = keysIn(dataDirectory, path);
  const config: AppConfig = {
    id: devAppId,
    name: 'Development',
    keys: [{ id: devKeyId, secret: apiSecret }],
    jwt: { hs256: tokenSecret },
  };
  return { config, apiKey: `${devAppId}.${devKeyId}.${apiSecret}`, adminKey };
}

function keysIn(directory: string, path: string): Keys {
  const { adminKey, ...keys } = readKeys(path) ?? makeKeys(directory, path);
  return adminKey === undefined ? completed(keys, path) : { ...keys, adminKey };
}

/** The key that is missing follows from the others: of nodes that start at once all make the same. */
function completed(keys: Omit<Keys, 'adminKey'>, path: string): Keys {
  const digest = createHmac('sha256', keys.tokenSecret).update('admin key').digest('hex');
  const whole = { ...keys, adminKey: digest.slice(0, 2 * secretBytes) };
  const own = writeAside(path, whole);
  renameSync(own, path);
  return whole;
}

function readKeys(path: string): StoredKeys | undefined {
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
function makeKeys(dataDirectory: string, path: string): StoredKeys {
  mkdirSync(dataDirectory, { recursive: true });
  const keys = {
    apiSecret: randomSecret(),
    tokenSecret: randomSecret(),
    adminKey: randomSecret(),
  };
  const own = writeAside(path, keys);
  try {
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

/** Whole and readable by its owner only, in a file from where it can be put into its place. */
function writeAside(path: string, keys: Keys): string {
  const own = `${path}.${randomSecret()}`;
  writeFileSync(own, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return own;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

const secretBytes = 24;

/** Enough for an HMAC key, short enough to paste, and marked with one double click. */
export function randomSecret(): string {
  return randomBytes(secretBytes).toString('hex');
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
