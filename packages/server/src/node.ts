import { randomBytes, randomUUID } from 'node:crypto';
import { realClock, realRandom } from '@eagre/protocol';
import { createAdminApi } from './api/admin-api.ts';
import { createApi } from './api/api.ts';
import { AppDirectory } from './auth/app-directory.ts';
import { openDevApp } from './auth/dev-app.ts';
import { JwtVerifier } from './auth/jwt-verifier.ts';
import { TokenMint } from './auth/token-mint.ts';
import { MemoryBus } from './bus/bus-memory.ts';
import { checkedConfig } from './config/checked-config.ts';
import { listen } from './gateway/listener-bun.ts';
import { apiServices } from './node/api-services.ts';
import { clusterCrowd } from './node/cluster-crowd.ts';
import { watchLoad } from './node/load/node-load.ts';
import { addNodeMetrics } from './node/metrics/node-metrics.ts';
import { nodeConsole } from './node/node-console.ts';
import { limitsOf, quotasOf, retentionOf } from './node/node-limits.ts';
import { nodeParts } from './node/node-parts.ts';
import type { Node, NodeOptions } from './node/node-types.ts';
import { RunningNode } from './node/running-node.ts';
import { openStations } from './node/stations.ts';
import { silentLogger } from './observability/logger.ts';
import { Metrics } from './observability/metrics.ts';
import { createPages } from './pages/pages.ts';
import { version } from './version.ts';

/**
 * Makes a server of its parts; `start` opens its port. A whole deployment can live in one process:
 * nothing here is global. Rejects with `ConfigError` or `StoreOpenError`.
 */
export async function createNode(options: NodeOptions = {}): Promise<Node> {
  const config = checkedConfig(options.config ?? {});
  const { clock = realClock, random = realRandom, logger = silentLogger } = options;
  const limits = limitsOf(config);
  const node = options.name ?? (config.cluster ? config.node : 'main');
  const dev = config.dev ? openDevApp(config.data) : undefined;
  const appConfigs = dev ? [...config.apps, dev.config] : config.apps;
  const apps = await AppDirectory.open(appConfigs);
  const mint = new TokenMint(apps, clock);
  const metrics = new Metrics();
  const parts = await nodeParts({ given: options, config, node, clock, random, limits, logger });
  const { clusterBus, openTimeline } = parts;
  const stations = await openStations({
    clock,
    verifier: new JwtVerifier({ apps, clock, ...limits }),
    bus: options.bus ?? new MemoryBus(),
    ...(clusterBus && { clusterBus }),
    limits,
    quotas: quotasOf(config),
    retention: retentionOf(config),
    rooms: {
      node,
      random,
      randomBytes,
      newId: randomUUID,
      tiers: config.roomTiers,
      onDemand: config.roomsOnDemand,
    },
    logger,
    metrics,
    openTimeline,
  });
  addNodeMetrics(metrics, stations);
  const load = watchLoad(stations, clock, limits);
  return new RunningNode({
    config,
    clock,
    limits,
    stations,
    load,
    ownsBus: options.bus === undefined,
    clusterBus,
    sharesPort: options.sharesPort ?? false,
    devKeys: dev,
    listen: options.listen ?? listen,
    pages: options.pages && createPages({ pack: options.pages, dev: config.dev }),
    admin: (readiness) => createAdminApi({ readiness, metrics, version, clock, limits }),
    crowd: config.dev ? options.crowd : undefined,
    console: (readiness, api) =>
      nodeConsole({
        ...{ config, appConfigs, stations, load, readiness, clock, limits },
        originOf: options.originOf,
        ...{ node, devAdminKey: dev?.adminKey, apps, mint, api, logger },
      }),
    api: (readiness, crowd) =>
      createApi({
        apps,
        mint,
        services: apiServices({ ...stations, clock }),
        health: { readiness, metrics, version },
        clock,
        limits,
        logger,
        dev: config.dev,
        crowd: clusterBus ? clusterCrowd(crowd, { node, ...stations, clock, limits }) : crowd,
      }),
  });
}
