import { hideSecrets } from '../url-secrets.ts';
import { isStructured } from './expectation.ts';
import type { ResolvedConfig } from './resolve.ts';
import { settingNames } from './schema.ts';

const secretNames = new Set(['secret', 'sha256', 'hs256', 'k', 'd', 'p', 'q']);

/** One line for each setting: name, value, where it came from; secrets as stars. */
export function printConfig(resolved: ResolvedConfig): string {
  const rows = settingNames.map((name) => ({
    name,
    value: JSON.stringify(resolved.config[name], masked),
    origin: resolved.originOf(name),
  }));
  const nameWidth = Math.max(...rows.map((row) => row.name.length));
  // Lists may be long; they get no say in the width.
  const plain = rows.filter((row) => !isStructured(row.name));
  const valueWidth = Math.max(...plain.map((row) => row.value.length));
  return rows
    .map((row) => `${row.name.padEnd(nameWidth)}  ${row.value.padEnd(valueWidth)}  ${row.origin}`)
    .join('\n');
}

function masked(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return secretNames.has(name) ? '***' : hideSecrets(value);
}
