import type { AppId, ConversationId, DeviceId, UserId } from '@eagre/protocol';
import { FeedBus } from '@eagre/server/src/bus/feed-bus.ts';
import { userActor } from '@eagre/server/src/conversation/actor.ts';
import { LaneScheduler } from '@eagre/server/src/fanout/lane-scheduler.ts';
import { Limiter } from '@eagre/server/src/flow/limiter.ts';
import { Connection } from '@eagre/server/src/gateway/connection.ts';
import type { ConnectionHost } from '@eagre/server/src/gateway/connection-host.ts';
import { newGatewayCounters } from '@eagre/server/src/gateway/gateway-counters.ts';
import { conversationKey, userQueueKey } from '@eagre/server/src/keys.ts';
import { limits as serverLimits } from '@eagre/server/src/limits.ts';
import { defaultTiers } from '@eagre/server/src/room/chat/tiers.ts';
import type { Room } from '@eagre/server/src/room/room.ts';
import { createRoomServices, type RoomServices } from '@eagre/server/src/room/services.ts';
import type { MemoryStore } from '@eagre/server/src/timeline/memory/memory-store.ts';
import { TailCache } from '@eagre/server/src/timeline/tail-cache.ts';
import { openMemoryTimeline } from '@eagre/server/src/timeline/timeline-memory.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { Costs } from './costs.ts';
import { Device, type Surroundings } from './device.ts';
import { FrameReader } from './frame-reader.ts';
import { type Network, NetworkBus } from './network.ts';
import type { Thread } from './threads.ts';

export const app = 'shop' as AppId;
export const room = 'room:show' as ConversationId;
const limits = { ...serverLimits, roomDevices: 10_000_000 };

/** A commit to PostgreSQL, there and back: what a synced batch takes. ms. */
const commitMs = 8;

export interface NodeOptions {
  readonly name: string;
  readonly thread: Thread;
  readonly network: Network;
  readonly store: MemoryStore;
  readonly random: SeededRandom;
  readonly costs: Costs;
  readonly report: (error: unknown) => void;
}

/** One node of the cluster: the server's own room station, feed, cache and connections. */
export class Node {
  readonly name: string;
  readonly thread: Thread;
  readonly bus: NetworkBus;
  readonly services: RoomServices;
  readonly reader: FrameReader;
  readonly wrong = { holes: 0, repeats: 0, strays: 0 };
  readonly inside: Device[] = [];
  readonly outside: Device[] = [];
  readonly #feed: FeedBus;
  readonly #costs: Costs;
  readonly #host: ConnectionHost;
  readonly #around: Surroundings;

  constructor({ name, thread, network, store, random, costs, report }: NodeOptions) {
    this.name = name;
    this.thread = thread;
    this.#costs = costs;
    this.reader = new FrameReader(name, () => thread.monotonicMs());
    this.bus = new NetworkBus(network, thread);
    const memory = openMemoryTimeline({
      clock: thread,
      store,
      writer: slowWriter(store, thread),
      onCommitted: (all) => {
        timeline.committed(all);
        for (const entries of all) feed.publish(entries.queue, { type: 'entries', entries });
      },
    });
    const feed = new FeedBus({
      ...{ bus: this.bus, store: memory, clock: thread, limits, report },
      keeper: {
        passed: (entries) => timeline.passed(entries),
        lost: (queue) => timeline.forget(queue),
        lostAll: () => timeline.forgetAll(),
      },
    });
    this.#feed = feed;
    const timeline: TailCache = new TailCache(memory, limits, {
      isFed: (queue) => feed.isFed(queue),
      ready: (queues) => feed.ready(queues),
      heard: (queue, at, wasFed) => feed.heard(queue, at, wasFed),
      redacts: () => false,
    });
    const yieldTurn = (fn: () => void) => void thread.setTimer(0, fn);
    const scheduler = new LaneScheduler({ clock: thread, limits, yieldTurn, report });
    let ids = 0;
    this.services = createRoomServices({
      ...{ node: name, clock: thread, random, limits, timeline, scheduler, report },
      bus: feed,
      randomBytes: (size) => Uint8Array.from({ length: size }, () => random.int(256)),
      newId: () => `${name}.${++ids}`,
      limiter: new Limiter(thread, limits),
      tiers: defaultTiers,
      onDemand: true,
    });
    this.#host = {
      ...{ clock: thread, limits, report },
      counters: newGatewayCounters(),
      dispatch: () => {},
      admit: () => undefined,
      closed: () => {},
    };
    this.#around = {
      reader: this.reader,
      spendFrame: () => thread.spend(costs.frame),
      movedAway: (device) => this.#take(device, this.inside),
      wrong: this.wrong,
    };
  }

  /** The room as it stands here; throws while nobody is in it. */
  get room(): Room {
    const found = this.services.rooms.peek(conversationKey(app, room));
    if (found === undefined) throw new Error(`${this.name} has not opened the room`);
    return found;
  }

  /** A connected device that is in no room. `follows`: the node listens for its user, too. */
  connect(user: string, follows: boolean): Device {
    const device = new Device(this.#around, user);
    device.connection = new Connection(device, this.#host);
    const now = this.thread.now();
    device.connection.identify({
      ...{ app, user: user as UserId, device: 'd' as DeviceId },
      ...{ tokenIssuedAt: now, tokenExpiresAt: now + 86_400_000 },
    });
    if (follows) this.#follow(user as UserId);
    return device;
  }

  async enter(device: Device): Promise<void> {
    this.thread.spend(this.#costs.command);
    const actor = userActor(app, device.user as UserId, 'd' as DeviceId);
    const request = { room, gen: device.gen };
    const answer = await this.services.entrance.enter(actor, device.connection, request);
    device.told = Number(/"head":(\d+)/.exec(answer)?.[1]);
    device.position = device.told;
    this.#put(device, this.inside);
    device.inside = true;
  }

  leave(device: Device): void {
    this.thread.spend(this.#costs.command);
    device.gen += 1;
    const actor = userActor(app, device.user as UserId, 'd' as DeviceId);
    this.services.entrance.leave(actor, device.connection, { room, gen: device.gen });
    this.#take(device, this.inside);
    this.#put(device, this.outside);
    device.gen += 1;
  }

  /** Connected, and free to come in. */
  keepOutside(device: Device): void {
    this.#put(device, this.outside);
  }

  /** It was out, and is no longer. */
  takeOutside(device: Device): void {
    this.#take(device, this.outside);
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.#feed.close();
  }

  #put(device: Device, list: Device[]): void {
    device.index = list.length;
    list.push(device);
  }

  #take(device: Device, list: Device[]): void {
    const last = list.pop() as Device;
    if (last !== device) {
      last.index = device.index;
      list[device.index] = last;
    }
    device.index = -1;
    device.inside = false;
  }

  /** As the fan-out does for every user that is connected. */
  #follow(user: UserId): void {
    const subject = userQueueKey(app, user);
    this.#feed.subscribe(subject, (message) => {
      if (message.type === 'device') this.services.presence.deviceMessage(subject, message);
    });
  }
}

function slowWriter(store: MemoryStore, thread: Thread): MemoryStore['writer'] {
  const half = () => new Promise<void>((done) => thread.setTimer(commitMs / 2, done));
  const write: MemoryStore['writer']['write'] = async (commits, nowMs) => {
    await half();
    const outcomes = await store.writer.write(commits, nowMs);
    await half();
    return outcomes;
  };
  return { write } as MemoryStore['writer'];
}
