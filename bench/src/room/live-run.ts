import type { Random } from '@eagre/protocol';
import type { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import { Schedule } from '@eagre/swarm/engine/schedule';
import type { RoomsApi, TierOverride } from '@eagre/swarm/target/rooms-api';
import { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import { until } from '@eagre/testkit';
import { type Progress, waitFor } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { boundOf, type CpuShares, watchCpu } from '../lib/cpu-share.ts';
import type { Served } from '../lib/served.ts';
import { usersNamed } from '../load/setup.ts';
import { Timed } from '../load/timed.ts';
import { ChatSenders } from './chat-senders.ts';
import { ReliableSender } from './reliable-sender.ts';
import { bringIn, sendAway } from './room-stage.ts';
import { settle } from './settle.ts';
import { checkBooks, checkReliable, faultVerdict, type ReliableCheck } from './verdicts.ts';

export interface LivePlan {
  room: string;
  devices: number;
  tier: Required<TierOverride>;
  /** Through the HTTP API. */
  reliablePerSecond: number;
  packs: boolean;
}

export interface Spell {
  /** Asked for, upstream. */
  chatPerSecond: number;
  /** Both classes × devices. */
  deliveredPerSecond: number;
  framesPerSecond: number;
  bytesPerFrame: number;
  /** Of what was sent, best-effort × devices. */
  deliveredShare: number;
  p50Ms: number;
  p99Ms: number;
  reliableP99Ms: number;
  refused: number;
  shares: CpuShares;
}

/** The rate is not the lasting one before. */
const warmUpSeconds = 1;
const flushWithinMs = 15_000;

/** One room with all its devices, and people who speak in it. */
export class LiveRun {
  readonly #plan: LivePlan;
  readonly #server: Served;
  readonly #apis: readonly RoomsApi[];
  readonly #progress: Progress;
  readonly #fleet: Fleet;
  readonly #senders: ChatSenders;
  readonly #reliable: ReliableSender;
  readonly #devices: Device[];
  readonly #speech: Schedule;

  /** `apis`: of each node, the first one is spoken through. */
  static async start(
    server: Served,
    apis: readonly [RoomsApi, ...RoomsApi[]],
    plan: LivePlan,
    random: Random,
    progress: Progress,
  ): Promise<LiveRun> {
    const { room, devices, tier, packs } = plan;
    const [api] = apis;
    await api.create(room, tier);
    const senders = new ChatSenders(room, new ChatTexts(random));
    const fleet = new Fleet(...server.addresses);
    const users = usersNamed(packs ? 'p' : 'u', devices);
    const inRoom = await bringIn(fleet, users, progress, { room, packs });
    return new LiveRun(server, apis, plan, progress, {
      fleet,
      senders,
      devices: inRoom,
      reliable: new ReliableSender(api, room),
    });
  }

  private constructor(
    server: Served,
    apis: readonly RoomsApi[],
    plan: LivePlan,
    progress: Progress,
    parts: {
      fleet: Fleet;
      senders: ChatSenders;
      devices: Device[];
      reliable: ReliableSender;
    },
  ) {
    this.#server = server;
    this.#apis = apis;
    this.#plan = plan;
    this.#progress = progress;
    this.#fleet = parts.fleet;
    this.#senders = parts.senders;
    this.#devices = parts.devices;
    this.#reliable = parts.reliable;
    let next = 0;
    this.#speech = new Schedule((dueMs) => {
      const device = this.#devices[next % this.#devices.length] as Device;
      next += 1;
      this.#senders.say(device, dueMs);
    });
  }

  /** What comes of so much chat a second, kept up whatever the server does. */
  async spell(chatPerSecond: number, seconds: number): Promise<Spell> {
    const fleet = this.#fleet;
    const timed = new Timed(fleet);
    this.#speech.run(chatPerSecond);
    this.#reliable.run(this.#plan.reliablePerSecond);
    await waitFor(warmUpSeconds, this.#progress);
    await this.#nextFlush();
    const { deliveries, roomPushes: frames, roomBytes: bytes, chat } = fleet;
    const { sent, refused } = this.#senders;
    const cpu = watchCpu(this.#server.processes);
    const startedMs = nowMs();
    timed.countFrom(startedMs);
    await waitFor(seconds, this.#progress);
    await this.#nextFlush();
    const elapsed = (nowMs() - startedMs) / 1000;
    const offered = (this.#senders.sent - sent) * this.#devices.length;
    const spell = {
      chatPerSecond,
      deliveredPerSecond: (fleet.deliveries - deliveries) / elapsed,
      framesPerSecond: (fleet.roomPushes - frames) / elapsed,
      bytesPerFrame: (fleet.roomBytes - bytes) / (fleet.roomPushes - frames),
      deliveredShare: (fleet.chat - chat) / offered,
      p50Ms: timed.ms('chat', 50),
      p99Ms: timed.ms('chat', 99),
      reliableP99Ms: timed.ms('reliable', 99),
      refused: this.#senders.refused - refused,
      shares: cpu(),
    };
    this.#progress.note(describe(spell));
    return spell;
  }

  /** A spell begins and ends with a flush: part of a window would show in the rate. */
  async #nextFlush(): Promise<void> {
    const { transcript } = this.#fleet;
    const { messages } = transcript;
    const hasNews = () => transcript.messages > messages;
    await until(hasNews, { timeoutMs: flushWithinMs, pollMs: 2, what: 'the next flush' });
  }

  /** Nobody speaks any more; waits until all that was said is where it should be. */
  async rest(): Promise<void> {
    this.#speech.stop();
    this.#reliable.stop();
    await settle(this.#fleet, this.#devices, [this.#senders], this.#reliable);
  }

  /** Of all spells so far, after a rest. */
  checkReliable(what: string): ReliableCheck {
    const { ledger } = this.#fleet;
    return checkReliable(this.#plan.room, this.#devices, ledger, this.#reliable, what);
  }

  /** Of all spells so far, after a rest. */
  async chatVerdicts(what: string): Promise<Verdict[]> {
    const { transcript, ledger } = this.#fleet;
    transcript.disordered();
    const stats = await Promise.all(this.#apis.map((api) => api.stats(this.#plan.room)));
    // Of each the part of the node that was asked.
    const nodes = stats.flatMap(({ nodes: [own] }) => own ?? []);
    const books = checkBooks(this.#senders, transcript.messages, nodes, what);
    return [faultVerdict(ledger, what), books.verdict];
  }

  /** Best-effort messages × devices that were taken in and did not arrive; after a rest. */
  get chatLost(): number {
    return this.#senders.acked * this.#devices.length - this.#fleet.chat;
  }

  /** Best-effort messages taken in so far. */
  get taken(): number {
    return this.#senders.acked;
  }

  get pulls(): number {
    return this.#fleet.pulls;
  }

  end(): void {
    sendAway(this.#fleet, this.#devices);
  }
}

export function describe(spell: Spell): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  return (
    `${number(spell.chatPerSecond)} said a second: ${number(spell.deliveredPerSecond)} delivered/s in ` +
    `${number(spell.framesPerSecond)} frames/s of ${number(spell.bytesPerFrame)} bytes, ` +
    `p99 ${number(spell.p99Ms)} ms, reliable ${number(spell.reliableP99Ms)} ms; ` +
    `${spell.refused > 0 ? `${number(spell.refused)} refused; ` : ''}${boundOf(spell.shares)}`
  );
}
