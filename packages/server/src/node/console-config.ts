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
import { ServiceError } from '../service-error.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import { requireNode } from './console-series.ts';

/** `default`, a file's path, a variable or a flag. */
export type OriginOf = (name: SettingName) => string;

export interface ConsoleConfigOptions {
  readonly desk: Pick<ClusterDesk, 'nodes' | 'question'>;
  readonly config: Config;
  readonly originOf?: OriginOf | undefined;
}

type Settings = ConfigAnswer['settings'];

/** Every setting in force on a node, secrets hidden before they leave it. */
export function consoleConfig(options: ConsoleConfigOptions): ConsoleServices['config'] {
  const { desk, config, originOf } = options;
  const defaults = configSchema.parse({});
  const settings = settingNames.map((name) => ({
    ...rowOf(name, config, defaults),
    ...(originOf && { source: sourceOf(originOf(name)) }),
  }));
  const ask = desk.question<null, Settings>('console-config', () => settings);
  return {
    async read(node = desk.nodes()[0]?.node) {
      if (node !== undefined) requireNode(node, desk);
      const { all } = await ask(null);
      const told = all.find((one) => one.node === node);
      if (told === undefined) {
        throw new ServiceError('overloaded', `${node} did not answer in time, try again`);
      }
      return { node: told.node, settings: told.answer };
    },
  };
}

function rowOf(name: SettingName, config: Config, defaults: Config): Settings[number] {
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
