import type { Clock, Random } from '@eagre/protocol';
import type { ClusterBus } from '../bus/bus.ts';
import { openNatsBus } from '../bus/bus-nats.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/schema.ts';
import { natsUrls } from '../config/servers.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import { hideSecrets } from '../url-secrets.ts';

export interface ClusterBusOptions {
  config: Pick<Config, 'nats' | 'natsPrefix'>;
  node: string;
  clock: Clock;
  random: Random;
  limits: Limits;
  logger: Logger;
}

/**
 * The bus to the other nodes, as the settings name it. One that can't be reached now is opened all the
 * same, and heals. Rejects with `ConfigError` for URLs that can't be.
 */
export async function openClusterBus(options: ClusterBusOptions): Promise<ClusterBus> {
  const { config, node, clock, random, limits, logger } = options;
  const servers = hideSecrets(config.nats);
  const bus = await openNatsBus({
    urls: natsUrls(config.nats) ?? [],
    clock,
    random,
    limits,
    report: (error, what) => logger.error({ error, what }, 'bus trouble'),
    prefix: config.natsPrefix,
    name: node,
  }).catch((error: unknown) => {
    throw error instanceof RangeError ? new ConfigError([`nats: ${error.message}`]) : error;
  });
  const told = { servers };
  if (!bus.connected) logger.warn(told, 'NATS can not be reached; this node starts without');
  bus.watch((connected) => {
    if (connected) logger.info(told, 'NATS is connected');
    else
      logger.warn(told, 'NATS is lost, or messages were; what others say comes by comparing heads');
  });
  return bus;
}
