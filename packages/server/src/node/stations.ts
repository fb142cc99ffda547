import type { AppId, Clock } from '@eagre/protocol';
import type { TokenVerifier } from '../auth/verifier.ts';
import type { Bus, ClusterBus } from '../bus/bus.ts';
import { createCommands } from '../commands/create-commands.ts';
import { Interest } from '../conversation/interest.ts';
import { Retention } from '../conversation/retention.ts';
import type { RetentionPolicy } from '../conversation/retention-policy.ts';
import { createConversationServices } from '../conversation/services.ts';
import { Fanout } from '../fanout/fanout.ts';
import { LaneScheduler } from '../fanout/lane-scheduler.ts';
import { Admission } from '../flow/admission.ts';
import { type AppRates, Limiter } from '../flow/limiter.ts';
import { Overload } from '../flow/overload.ts';
import type { Connection } from '../gateway/connection.ts';
import { Gateway } from '../gateway/gateway.ts';
import { userKeyOfQueue } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { CommandCounts } from '../observability/command-counts.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createRoomServices, type RoomServicesOptions } from '../room/services.ts';
import { TailCache } from '../timeline/tail-cache.ts';
import { MemoryTidy } from './memory-tidy.ts';
import type { OpenTimeline } from './node-types.ts';

export interface StationsOptions {
  clock: Clock;
  verifier: TokenVerifier;
  /** Inside this process; not used when there is a `clusterBus`. */
  bus: Bus;
  /** To other nodes, which share the store. */
  clusterBus?: ClusterBus;
  limits: Limits;
  /** Rates of apps that have their own. */
  quotas: ReadonlyMap<AppId, AppRates>;
  retention: RetentionPolicy;
  rooms: Pick<
    RoomServicesOptions,
    'node' | 'random' | 'randomBytes' | 'newId' | 'tiers' | 'onDemand'
  >;
  logger: Logger;
  metrics: Metrics;
  openTimeline: OpenTimeline;
  /** Runs `fn` when the event loop has done its other work; default `setImmediate`. */
  yieldTurn?: (fn: () => void) => void;
}

export type Stations = Awaited<ReturnType<typeof openStations>>;

/**
 * Puts the stations of a message's way together, from the disk up to the devices. Some need each
 * other across the way's one direction; those name the other inside a function that runs later.
 */
export async function openStations(options: StationsOptions) {
  const { clock, bus, limits, logger, metrics, verifier } = options;
  const report = (error: unknown, what?: unknown) => logger.error({ error, what }, 'failed');

  const store = await options.openTimeline({
    clock,
    limits,
    onCommitted: (all) => {
      // The cache first: whoever is woken by the bus may read at once.
      timeline.committed(all);
      for (const entries of all) bus.publish(entries.queue, { type: 'entries', entries });
    },
  });
  const timeline = new TailCache(store, limits);
  const conversation = createConversationServices({ timeline, bus, clock, limits, report });
  const policy = options.retention;
  const retention = new Retention({ store, timeline, policy, clock, limits, logger, report });

  const limiter = new Limiter(clock, limits, options.quotas);
  const overload = new Overload({
    clock,
    limits,
    pendingEntries: () => store.stats().pending,
    memoryBytes: () => process.memoryUsage.rss(),
  });
  const admission = new Admission(limiter, overload);

  const { yieldTurn = (fn: () => void) => void setImmediate(fn) } = options;
  const scheduler = new LaneScheduler({ clock, limits, yieldTurn, report });
  const fanout = new Fanout({
    bus,
    clock,
    limits,
    scheduler,
    inspect: (key, committed) => interest.passed(key, committed),
    kick: (key, device) => void gateway.registry.kick(userKeyOfQueue(key), device),
    device: (key, message) => room.presence.deviceMessage(key, message),
  });
  const room = createRoomServices({
    ...options.rooms,
    clock,
    limits,
    bus,
    timeline,
    scheduler,
    limiter,
    report,
  });
  await room.load();
  const interest = new Interest<Connection>({
    fanout,
    devicesOf: (user) => gateway.registry.devicesOf(user),
    cache: conversation.cache,
    timeline,
    clock,
    limits,
    report,
  });
  const gateway: Gateway = new Gateway({
    clock,
    limits,
    dispatch: createCommands({
      services: conversation,
      room,
      interest,
      gateway: () => gateway,
      verifier,
      clock,
      limits,
      metrics: new CommandCounts(metrics),
      report,
    }),
    admit: (connection, request) => admission.admit(connection, request),
    accepts: () => overload.level === 'normal',
    closed: (connection) => {
      fanout.unsubscribeAll(connection);
      room.presence.closed(connection);
    },
    report: (error) => report(error),
  });
  const tidy = new MemoryTidy({
    clock,
    limits,
    opened: () => gateway.counters.opened,
    delivered: () => sumOfLanes(fanout),
    collect: () => {
      Bun.gc(true);
    },
  });
  return {
    store,
    timeline,
    bus,
    conversation,
    retention,
    limiter,
    overload,
    interest,
    scheduler,
    fanout,
    room,
    gateway,
    tidy,
  };
}

function sumOfLanes({ counters: { lanes } }: Fanout): number {
  return Object.values(lanes).reduce((sum, { frames }) => sum + frames, 0);
}
