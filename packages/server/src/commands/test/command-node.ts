import type { ConnectAnswer, ErrorAnswer, OkAnswer, Push, UserId } from '@eagre/protocol';
import { FakeClock, SeededRandom } from '@eagre/testkit';
import type { Identity, Verified } from '../../auth/verifier.ts';
import { MemoryBus } from '../../bus/bus-memory.ts';
import { Interest } from '../../conversation/interest.ts';
import {
  type ConversationServices,
  createConversationServices,
} from '../../conversation/services.ts';
import { Fanout } from '../../fanout/fanout.ts';
import { LaneScheduler } from '../../fanout/lane-scheduler.ts';
import { Limiter } from '../../flow/limiter.ts';
import type { Connection } from '../../gateway/connection.ts';
import { Gateway } from '../../gateway/gateway.ts';
import type { Socket, SocketEvents } from '../../gateway/socket.ts';
import type { ConversationKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import { defaultTiers } from '../../room/chat/tiers.ts';
import { createRoomServices, type RoomServices } from '../../room/services.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import { createCommands } from '../create-commands.ts';

/** A device's end of a connection: what came, as decoded frames. */
export class FakeDevice implements Socket {
  readonly remoteAddress = 'test';
  readonly frames: unknown[] = [];
  closedWith: number | undefined;
  events: SocketEvents | undefined;
  #nextId = 0;

  send(frame: string | Uint8Array): number {
    this.frames.push(JSON.parse(String(frame)));
    return 1;
  }

  close(code: number): void {
    this.closedWith = code;
  }

  terminate(): void {
    this.closedWith = 1006;
  }

  ping(): void {}

  getBufferedAmount(): number {
    return 0;
  }

  /** Sends a command; gives its id. */
  say(cmd: string, args: object = {}): number {
    this.#nextId += 1;
    this.events?.message(JSON.stringify({ id: this.#nextId, cmd, ...args }));
    return this.#nextId;
  }

  answerTo(id: number): Partial<OkAnswer & ErrorAnswer> | undefined {
    return this.frames.find((frame) => (frame as OkAnswer).id === id) as OkAnswer | undefined;
  }

  pushes(): Push[] {
    return this.frames.filter((frame) => (frame as Push).push !== undefined) as Push[];
  }
}

/** A whole node over a store in memory. A token is the JSON text of what it stands for. */
export class CommandNode {
  readonly clock = new FakeClock();
  readonly services: ConversationServices;
  readonly gateway: Gateway;
  readonly fanout: Fanout;
  readonly timeline: Timeline;
  readonly counted: string[] = [];
  readonly reported: unknown[] = [];
  readonly room: RoomServices;
  readonly #interest: Interest<Connection>;
  #ids = 0;

  constructor(
    changed: Partial<Limits> = {},
    wrap: (timeline: Timeline) => Timeline = (timeline) => timeline,
  ) {
    const { clock } = this;
    const all = { ...limits, ...changed };
    const report = (error: unknown) => void this.reported.push(error);
    const bus = new MemoryBus();
    const store = openMemoryTimeline({
      clock,
      onCommitted: (queues) => {
        for (const entries of queues) bus.publish(entries.queue, { type: 'entries', entries });
      },
    });
    this.timeline = wrap(store);
    this.services = createConversationServices({
      timeline: this.timeline,
      bus,
      clock,
      limits: all,
      report,
    });
    const scheduler = new LaneScheduler({ clock, limits: all, yieldTurn: setImmediate, report });
    this.room = createRoomServices({
      node: 'main',
      clock,
      random: new SeededRandom(1),
      randomBytes: (size) => new Uint8Array(size),
      newId: () => String(++this.#ids),
      limits: all,
      bus,
      timeline: this.timeline,
      scheduler,
      limiter: new Limiter(clock, all),
      tiers: defaultTiers,
      onDemand: true,
      report,
    });
    this.fanout = new Fanout({
      bus,
      clock,
      limits: all,
      scheduler,
      inspect: (key, committed) => this.#interest.passed(key, committed),
    });
    this.#interest = new Interest<Connection>({
      fanout: this.fanout,
      devicesOf: (key) => this.gateway.registry.devicesOf(key),
      cache: this.services.cache,
      timeline: this.timeline,
      clock,
      limits: all,
      report,
    });
    this.gateway = new Gateway({
      clock,
      limits: all,
      dispatch: createCommands({
        services: this.services,
        room: this.room,
        members: async (room) => room.members(),
        interest: this.#interest,
        gateway: () => this.gateway,
        verifier: { verify: (token) => verify(token) },
        clock,
        limits: all,
        metrics: { done: (command, result) => void this.counted.push(`${command} ${result}`) },
        report,
      }),
      closed: (connection) => {
        this.fanout.unsubscribeAll(connection);
        this.room.presence.closed(connection);
      },
      report,
    });
  }

  open(): FakeDevice {
    const device = new FakeDevice();
    device.events = this.gateway.open(device);
    return device;
  }

  /** An online device of a user. */
  async device(user: string, device = 'phone', args: object = {}): Promise<FakeDevice> {
    const opened = this.open();
    const id = opened.say('connect', { token: token({ user }), device, ...args });
    await this.settle();
    if (opened.answerTo(id)?.ok === undefined) {
      throw new Error(`connect failed: ${JSON.stringify(opened.frames)}`);
    }
    return opened;
  }

  /** Makes a user the host of a room. */
  async host(room: string, user: string): Promise<void> {
    const opened = await this.room.rooms.open(`shop/${room}` as ConversationKey);
    await this.room.desk.setRole(opened, user as UserId, 'host');
  }

  /** Says a command and gives the answer. */
  async call(device: FakeDevice, cmd: string, args: object = {}) {
    const id = device.say(cmd, args);
    await this.settle();
    const answer = device.answerTo(id);
    if (answer === undefined) throw new Error(`${cmd} was not answered`);
    return answer;
  }

  /** A few turns of everything, in 5 ms. */
  async settle(): Promise<void> {
    for (let ms = 0; ms < 5; ms += 1) await this.clock.advance(1);
  }

  close(): void {
    this.gateway.close();
    this.#interest.close();
    this.services.close();
    void this.room.close();
  }
}

export function token(identity: Partial<Record<keyof Identity, unknown>> = {}): string {
  return JSON.stringify({ app: 'shop', user: 'ann', issuedAt: 0, expiresAt: 1e15, ...identity });
}

async function verify(text: string): Promise<Verified> {
  await Promise.resolve();
  const identity = identityOf(text);
  if (identity === undefined) return { ok: false, code: 'unauthenticated', message: 'no token' };
  if (identity.expiresAt < 1000) {
    return { ok: false, code: 'token_expired', message: 'token has ended' };
  }
  return { ok: true, identity };
}

/** Undefined for whatever `token` did not make. */
function identityOf(text: string): Identity | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isToken = typeof parsed === 'object' && parsed !== null && 'user' in parsed;
    return isToken ? (parsed as Identity) : undefined;
  } catch {
    return undefined;
  }
}

export function connectAnswer(device: FakeDevice): ConnectAnswer {
  const found = device.frames.find((frame) => (frame as OkAnswer).ok !== undefined);
  return (found as OkAnswer).ok as ConnectAnswer;
}
