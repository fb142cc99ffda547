import type { AppId, Clock } from '@eagre/protocol';
import type { TokenVerifier } from '../auth/verifier.ts';
import type { Bus, ClusterBus } from '../bus/bus.ts';
import { FeedBus } from '../bus/feed-bus.ts';
import { createCommands } from '../commands/create-commands.ts';
import { isRecallEntry } from '../conversation/entries.ts';
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
import { Latencies } from '../observability/latencies.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { WayBook } from '../observability/way-book.ts';
import { createRoomServices, type RoomServicesOptions } from '../room/services.ts';
import { TailCache } from '../timeline/tail-cache.ts';
import { version } from '../version.ts';
import { ClusterDesk } from './cluster-desk.ts';
import { ClusterRooms } from './cluster-rooms.ts';
import { MemoryTidy } from './memory-tidy.ts';
import type { OpenTimeline } from './node-types.ts';
import { timedCommits } from './timed-commits.ts';

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
  const { clock, limits, logger, metrics, verifier, clusterBus } = options;
  const report = (error: unknown, what?: unknown) => logger.error({ error, what }, 'failed');

  const commits = new Latencies();
  const deliveries = new Latencies();
  const delivered = (tookMs: number) => deliveries.took(tookMs);
  const commands = new CommandCounts(metrics);

  const ways = new WayBook({ clock, limits });

  const opened = await options.openTimeline({
    clock,
    limits,
    onCommitted: (all) => {
      // The cache first: whoever is woken by the bus may read at once.
      timeline.committed(all);
      ways.committed(all);
      for (const entries of all) {
        bus.publish(entries.queue, { type: 'entries', entries });
        ways.published(entries);
      }
    },
  });
  const store = timedCommits(opened, clock, commits);
  const feed =
    clusterBus &&
    new FeedBus({
      ...{ bus: clusterBus, store, clock, limits, report },
      keeper: {
        passed: (entries) => {
          timeline.passed(entries);
          ways.heard(entries);
        },
        lost: (queue) => timeline.forget(queue),
        lostAll: () => timeline.forgetAll(),
      },
    });
  const bus = feed ?? options.bus;
  const timeline: TailCache = new TailCache(
    store,
    limits,
    feed && {
      isFed: (queue) => feed.isFed(queue),
      ready: (queues) => feed.ready(queues),
      heard: (queue, at, wasFed) => feed.heard(queue, at, wasFed),
      redacts: isRecallEntry,
    },
  );
  const { node } = options.rooms;
  const conversation = createConversationServices({
    ...{ timeline, bus, clock, limits, report },
    ...(clusterBus && { cluster: { bus: clusterBus, node } }),
  });
  const policy = options.retention;
  const retention = new Retention({
    ...{ store, timeline, policy, clock, limits, logger, report },
    isMine: () => desk.isFirst(),
  });

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
    skipped: (key) => interest.skipped(key),
    kick: (key, message) => desk.kick(userKeyOfQueue(key), message),
    device: (key, message) => room.presence.deviceMessage(key, message),
    delivered,
    ways,
  });
  const room = createRoomServices({
    ...options.rooms,
    clock,
    limits,
    bus,
    timeline,
    scheduler,
    limiter,
    delivered,
    ways,
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
      members: (of) => clusterRooms.members(of),
      interest,
      gateway: () => gateway,
      verifier,
      clock,
      limits,
      metrics: commands,
      arrivals: ways,
      report,
    }),
    admit: (connection, request) => admission.admit(connection, request),
    accepts: () => overload.level === 'normal',
    entered: (identity) => desk.entered(identity),
    closed: (connection) => {
      fanout.unsubscribeAll(connection);
      room.presence.closed(connection);
    },
    report: (error) => report(error),
  });
  const desk: ClusterDesk = new ClusterDesk({
    ...{ node, bus: clusterBus, clock, limits, version, gateway, rooms: room.rooms, report },
  });
  const clusterRooms: ClusterRooms = new ClusterRooms({ desk, rooms: room.rooms, limits });
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
    clusterBus,
    feed,
    conversation,
    retention,
    limiter,
    overload,
    interest,
    scheduler,
    fanout,
    room,
    gateway,
    desk,
    clusterRooms,
    tidy,
    commands,
    ways,
    /** How long commits took, and frames from their oldest message to their last device. */
    latencies: { commits, deliveries },
  };
}

function sumOfLanes({ counters: { lanes } }: Fanout): number {
  return Object.values(lanes).reduce((sum, { frames }) => sum + frames, 0);
}
