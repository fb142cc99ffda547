import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm start` and `npm run cluster` keep the keys of their app. */
export const devDirectories = ['data', 'data-cluster'] as const;
export const devKeysFile = 'dev-keys.json';
export const devApp = 'dev';

export interface DevSecrets {
  key: string;
  /** Signs device tokens. */
  tokenSecret: string;
  /** Of the console; there once a server ran. */
  adminKey?: string;
}

/** Those of development servers that were started in this directory. */
export function devSecrets(directory = '.'): DevSecrets[] {
  return devDirectories.flatMap((data) => secretsIn(join(directory, data)) ?? []);
}

/** Those in a data directory; undefined when there are none. */
export function secretsIn(data: string): DevSecrets | undefined {
  try {
    const { apiSecret, tokenSecret, adminKey } = JSON.parse(
      readFileSync(join(data, devKeysFile), 'utf8'),
    );
    if (typeof apiSecret !== 'string' || typeof tokenSecret !== 'string') return undefined;
    const own = typeof adminKey === 'string' ? { adminKey } : {};
    return { key: `${devApp}.${devApp}.${apiSecret}`, tokenSecret, ...own };
  } catch {
    return undefined;
  }
}

/**
 * The key that was given, else that of a development server run from here: of several the one that
 * `isTaken` says the server takes.
 */
export async function hostKey(
  given: string,
  isTaken: (key: string) => Promise<boolean>,
  directory = '.',
): Promise<string | undefined> {
  if (given !== '') return given;
  const keys = devSecrets(directory).map(({ key }) => key);
  if (keys.length < 2) return keys[0];
  for (const key of keys) if (await isTaken(key)) return key;
  return undefined;
}
