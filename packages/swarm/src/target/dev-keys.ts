import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm start` keeps the key of its app. */
const devKeys = join('data', 'dev-keys.json');
const devKey = 'dev.dev';

/** The key that cards are shown with: what was given, else that of a development server run from here. */
export function hostKey(given: string, directory = '.'): string | undefined {
  if (given !== '') return given;
  try {
    const { apiSecret } = JSON.parse(readFileSync(join(directory, devKeys), 'utf8'));
    return typeof apiSecret === 'string' ? `${devKey}.${apiSecret}` : undefined;
  } catch {
    return undefined;
  }
}
