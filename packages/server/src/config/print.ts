import { isStructured } from './expectation.ts';
import { maskedText } from './masked.ts';
import type { ResolvedConfig } from './resolve.ts';
import { settingNames } from './schema.ts';

/** One line for each setting: name, value, where it came from; secrets as stars. */
export function printConfig(resolved: ResolvedConfig): string {
  const rows = settingNames.map((name) => ({
    name,
    value: maskedText(resolved.config, name),
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
