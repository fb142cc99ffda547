import { isDeepStrictEqual } from 'node:util';
import { maskedText } from '../config/masked.ts';
import {
  type Config,
  configSchema,
  metaOf,
  type SettingName,
  settingNames,
} from '../config/schema.ts';
import type { ConfigAnswer } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';

/** `default`, a file's path, a variable or a flag. */
export type OriginOf = (name: SettingName) => string;

/** Every setting in force, secrets hidden. */
export function consoleConfig(config: Config, originOf?: OriginOf): ConsoleServices['config'] {
  const defaults = configSchema.parse({});
  const settings = settingNames.map((name) => ({
    ...rowOf(name, config, defaults),
    ...(originOf && { source: sourceOf(originOf(name)) }),
  }));
  return { read: () => ({ settings }) };
}

function rowOf(
  name: SettingName,
  config: Config,
  defaults: Config,
): ConfigAnswer['settings'][number] {
  const { section, description } = metaOf(name);
  const value: unknown = JSON.parse(maskedText(config, name));
  const isDefault = isDeepStrictEqual(config[name], defaults[name]);
  return { name, section, description, value, isDefault };
}

function sourceOf(origin: string): string {
  if (origin === 'default') return origin;
  if (origin.startsWith('--')) return 'flag';
  return origin.startsWith('EAGRE_') ? 'environment' : 'file';
}
