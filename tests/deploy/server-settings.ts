import { variableOf } from '../../packages/server/src/config/names.ts';
import { resolveConfig } from '../../packages/server/src/config/resolve.ts';
import { settingNames } from '../../packages/server/src/config/schema.ts';
import { fromFlags } from '../../packages/server/src/config/sources.ts';

const variables = new Set<string>(['EAGRE_CONFIG', ...settingNames.map(variableOf)]);

/** Variables among these names that the server does not know. */
export function unknownVariables(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith('EAGRE_') && !variables.has(name));
}

/** Throws `ConfigError` when a server would not start with these. */
export function checkSettings(file: string, environment: Readonly<Record<string, string>>): void {
  resolveConfig(fromFlags(['serve', '--config', file]), environment);
}
