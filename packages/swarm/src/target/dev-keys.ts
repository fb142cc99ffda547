import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm start` keeps the keys of its app. */
const devKeys = join('data', 'dev-keys.json');
export const devApp = 'dev';

export interface DevSecrets {
  key: string;
  /** Signs device tokens. */
  tokenSecret: string;
}

/** Those of a development server that was started in this directory; undefined when there is none. */
export function devSecrets(directory = '.'): DevSecrets | undefined {
  try {
    const { apiSecret, tokenSecret } = JSON.parse(readFileSync(join(directory, devKeys), 'utf8'));
    if (typeof apiSecret !== 'string' || typeof tokenSecret !== 'string') return undefined;
    return { key: `${devApp}.${devApp}.${apiSecret}`, tokenSecret };
  } catch {
    return undefined;
  }
}

/** The key that was given, else that of a development server run from here. */
export function hostKey(given: string, directory = '.'): string | undefined {
  return given !== '' ? given : devSecrets(directory)?.key;
}
