import { hideSecrets } from '../url-secrets.ts';
import { type Config, metaOf, type SettingName } from './schema.ts';

const secretNames = new Set(['secret', 'sha256', 'hs256', 'k', 'd', 'p', 'q']);
const stars = '***';

/** A setting's value as JSON that may be shown to people: secrets are stars. */
export function maskedText(config: Config, name: SettingName): string {
  const value = config[name];
  if (metaOf(name).secret === true && value !== '') return JSON.stringify(stars);
  return JSON.stringify(value, masked);
}

function masked(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return secretNames.has(name) ? stars : hideSecrets(value);
}
