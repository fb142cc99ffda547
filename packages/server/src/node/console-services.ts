import type { Clock } from '@eagre/protocol';
import type { Readiness } from '../api/health.ts';
import type { AppConfig } from '../auth/app-config.ts';
import type { Config } from '../config/schema.ts';
import type { ConsoleServices } from '../console/deps.ts';
import type { Limits } from '../limits.ts';
import { consoleApps } from './console-apps.ts';
import { consoleConfig, type OriginOf } from './console-config.ts';
import { consoleConversations } from './console-conversations.ts';
import { consoleDevices } from './console-devices.ts';
import { consoleNodes } from './console-nodes.ts';
import { ClusterQueues, consoleQueues } from './console-queues.ts';
import { consoleRooms } from './console-rooms.ts';
import { consoleSeries } from './console-series.ts';
import { consoleWays } from './console-ways.ts';
import type { NodeLoad } from './load/node-load.ts';
import type { Stations } from './stations.ts';

export interface ConsoleServicesOptions {
  readonly config: Config;
  /** Where a setting was said, as `resolveConfig` tells it; absent: nobody knows. */
  readonly originOf?: OriginOf | undefined;
  /** Those of the configuration and development mode's own. */
  readonly appConfigs: readonly AppConfig[];
  readonly stations: Stations;
  readonly load: Pick<NodeLoad, 'series' | 'roomRates'>;
  readonly readiness: Readiness;
  readonly clock: Clock;
  readonly limits: Limits;
}

/** The console's view of the stations. */
export function consoleServices(options: ConsoleServicesOptions): ConsoleServices {
  const { config, appConfigs, stations, load, readiness, clock, limits } = options;
  const queues = new ClusterQueues({ ...stations, clock, limits });
  return {
    series: consoleSeries({ desk: stations.desk, load, clock, limits }),
    rooms: consoleRooms({ desk: stations.desk, rooms: stations.room.rooms, load }),
    queues: consoleQueues(queues),
    conversations: consoleConversations({ ...stations, queues, limits }),
    ...consoleDevices({ ...stations, presence: stations.room.presence, clock, limits }),
    ways: consoleWays({ ...stations, clock, limits }),
    nodes: consoleNodes({ desk: stations.desk, readiness, clock, limits }),
    config: consoleConfig({ desk: stations.desk, config, originOf: options.originOf }),
    apps: consoleApps(appConfigs, config),
  };
}
