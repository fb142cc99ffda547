import type { AppId } from '@eagre/protocol';
import { FakeClock, SeededRandom } from '@eagre/testkit';
import { MemoryBus } from '../../bus/bus-memory.ts';
import { LossyCluster, type LossyLine } from '../../bus/test/lossy-cluster.ts';
import { FakeDevice, token } from '../../commands/test/command-node.ts';
import { RetentionPolicy } from '../../conversation/retention-policy.ts';
import { type Limits, limits } from '../../limits.ts';
import { silentLogger } from '../../observability/logger.ts';
import { Metrics } from '../../observability/metrics.ts';
import { defaultTiers } from '../../room/chat/tiers.ts';
import { MemoryStore } from '../../timeline/memory/memory-store.ts';
import { type RangeRequest, TimelineError } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import { addNodeMetrics } from '../metrics/node-metrics.ts';
import { openStations, type Stations } from '../stations.ts';

export const app = 'shop' as AppId;

/** The stations of a node, and what they ask of the store. */
export interface StationNode {
  readonly name: string;
  readonly stations: Stations;
  readonly line: LossyLine;
  readonly metrics: Metrics;
  /** Requests of each read of ranges. */
  readonly ranges: (readonly RangeRequest[])[];
  /** The store refuses everything. */
  isCut: boolean;
}

/** Whole nodes but for their ports, over one store and a faulty bus, under one clock. */
export class StationCluster {
  readonly clock = new FakeClock();
  readonly random: SeededRandom;
  readonly bus: LossyCluster;
  readonly nodes: StationNode[] = [];
  readonly reported: unknown[] = [];
  readonly #store = new MemoryStore(this.clock.now());
  readonly #limits: Limits;
  #ids = 0;

  constructor(random: SeededRandom = new SeededRandom(1), given: Partial<Limits> = {}) {
    this.random = random;
    this.bus = new LossyCluster(this.clock, random.fork());
    this.#limits = { ...limits, ...given };
  }

  async start(name: string): Promise<StationNode> {
    const { clock, random } = this;
    const line = this.bus.join();
    const metrics = new Metrics();
    const ranges: (readonly RangeRequest[])[] = [];
    const log = (fields: unknown) => void this.reported.push((fields as { error: unknown }).error);
    const stations = await openStations({
      clock,
      verifier: { verify: async (text) => ({ ok: true, identity: JSON.parse(text) }) },
      bus: new MemoryBus(),
      clusterBus: line,
      limits: this.#limits,
      quotas: new Map(),
      retention: new RetentionPolicy({ days: 0, entries: 0 }),
      rooms: {
        node: name,
        random: random.fork(),
        randomBytes: (size) => new Uint8Array(size),
        newId: () => String(++this.#ids),
        tiers: defaultTiers,
        onDemand: true,
      },
      logger: { ...silentLogger, error: log },
      metrics,
      openTimeline: async ({ onCommitted }) => {
        const store = openMemoryTimeline({ clock, onCommitted, store: this.#store });
        const guarded =
          <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
          async (...args: Args): Promise<Result> => {
            if (node?.isCut === true) throw new TimelineError('unavailable', 'the store is away');
            return call(...args);
          };
        return {
          ...store,
          commit: guarded(store.commit),
          heads: guarded(store.heads),
          memberships: guarded(store.memberships),
          ranges: guarded((requests) => {
            ranges.push(requests);
            return store.ranges(requests);
          }),
        };
      },
      yieldTurn: (fn) => void clock.setTimer(0, fn),
    });
    addNodeMetrics(metrics, stations);
    const node: StationNode = { name, stations, line, metrics, ranges, isCut: false };
    this.nodes.push(node);
    return node;
  }

  /** An online device of a user. */
  async device(node: StationNode, user: string, name = 'phone'): Promise<FakeDevice> {
    const [device] = await this.devices(node, [user], name);
    return device as FakeDevice;
  }

  /** Devices of users that connect at once. */
  async devices({ stations }: StationNode, users: readonly string[], name = 'phone') {
    const devices = users.map((user) => {
      const device = new FakeDevice();
      device.events = stations.gateway.open(device);
      return { device, id: device.say('connect', { token: token({ user }), device: name }) };
    });
    for (const { device, id } of devices) await this.#answer(device, 'connect', id);
    return devices.map(({ device }) => device);
  }

  /** Says a command and gives the answer; fails when it is an error. */
  async call(device: FakeDevice, cmd: string, args: object = {}): Promise<unknown> {
    return this.#answer(device, cmd, device.say(cmd, args));
  }

  async #answer(device: FakeDevice, cmd: string, id: number): Promise<unknown> {
    for (let ms = 0; ms < 2000 && device.answerTo(id) === undefined; ms += 1) {
      await this.clock.advance(1);
    }
    const answer = device.answerTo(id);
    if (answer?.ok !== undefined) return answer.ok;
    throw new Error(`${cmd}: ${JSON.stringify(answer?.error ?? 'no answer')}`);
  }

  say(device: FakeDevice, conversation: string, text: string): Promise<unknown> {
    const clientId = `c${++this.#ids}`;
    return this.call(device, 'send', { conversation, clientId, kind: 'text', body: { text } });
  }

  async close(): Promise<void> {
    for (const { stations } of this.nodes) {
      const { gateway, desk, retention, overload, tidy, interest, conversation } = stations;
      gateway.close();
      for (const part of [desk, retention, interest, conversation]) part.close();
      for (const part of [overload, tidy]) part.stop();
      await stations.room.close();
      stations.feed?.stop();
      await stations.timeline.close();
      await stations.bus.close();
    }
    // What the bus still carried.
    await this.clock.advance(0);
    if (this.clock.pendingTimers > 0)
      throw new Error(`${this.clock.pendingTimers} timers are left`);
  }
}

/** Texts of the messages that were pushed to a device, in order. */
export function textsOf(device: FakeDevice): string[] {
  return device.pushes().flatMap((push) => {
    if (push.push !== 'entries') return [];
    return push.items.flatMap((item) => textOf(item as unknown as Record<string, unknown>));
  });
}

function textOf(item: Record<string, unknown>): string[] {
  const entry = (item['entry'] ?? item) as { type: string; body?: { text?: string } };
  return entry.type === 'message' ? [entry.body?.text ?? ''] : [];
}

/** Heads that were pushed to a device. */
export function headsOf(device: FakeDevice): string[] {
  return device.pushes().flatMap((push) => (push.push === 'head' ? [JSON.stringify(push)] : []));
}
