import type { Api } from '../api/deps.ts';
import type { AppDirectory } from '../auth/app-directory.ts';
import type { TokenMint } from '../auth/token-mint.ts';
import { type Console, createConsole } from '../console/console-api.ts';
import type { Logger } from '../observability/logger.ts';
import { version } from '../version.ts';
import { ConsoleLogouts } from './console-logouts.ts';
import { type ConsoleServicesOptions, consoleServices } from './console-services.ts';

export interface NodeConsoleOptions extends ConsoleServicesOptions {
  /** Of this node. */
  readonly node: string;
  /** Development mode's own, for a configuration without one. */
  readonly devAdminKey: string | undefined;
  readonly apps: AppDirectory;
  readonly mint: TokenMint;
  readonly api: Pick<Api, 'fetch'>;
  readonly logger: Logger;
}

/** The operators' console of a node. */
export function nodeConsole(options: NodeConsoleOptions): Console {
  const { config, devAdminKey, stations, api, clock, limits } = options;
  const { node, apps, mint, logger } = options;
  const { store, desk } = stations;
  return createConsole({
    adminKey: config.adminKey === '' ? devAdminKey : config.adminKey,
    ...{ node, cluster: config.cluster, version, dev: config.dev },
    services: consoleServices(options),
    ...{ apps, mint, store, clock, limits, logger },
    loggedOut: new ConsoleLogouts({ store, desk, clock, limits, logger }),
    api: (request, bindings) => api.fetch(request, bindings),
  });
}
