import type { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import { until } from '@eagre/testkit';
import { type Progress, waitFor } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { describeCpu, watchCpu } from '../lib/cpu-share.ts';
import { metricNames } from '../lib/metric-names.ts';
import type { Served } from '../lib/served.ts';
import { ServerProcess } from '../lib/server-process.ts';
import { AckTimes } from './ack-times.ts';
import { ClosedLoop } from './closed-loop.ts';
import { deliveryVerdict, untilDelivered } from './completeness.ts';
import { connectAll } from './connect-all.ts';
import { sendOnSchedule } from './open-loop.ts';
import { Senders } from './senders.ts';
import { Setup, usersNamed } from './setup.ts';
import { Timed } from './timed.ts';

export interface GroupPlan {
  members: number;
  senders: number;
  depth: number;
  bytes: number;
  seconds: number;
}

type Mode = 'read' | 'write';

export interface GroupStage {
  server: Served;
  /** A group for each; both unless told. */
  modes?: readonly Mode[];
  /** Metrics of which it is told how they grew. */
  counters?: readonly string[];
}

const conversations = { write: 'group:bench-write', read: 'group:bench-read' } as const;

/** Nothing that is due in the first part of a schedule is counted: code gets compiled, buffers fill. */
const warmUpSeconds = 1;

/** Groups of the same members, one in each mode, and all members' devices. */
export class GroupRun {
  readonly #plan: GroupPlan;
  readonly #server: Served;
  readonly #counters: readonly string[];
  readonly #fleet: Fleet;
  readonly #devices: Device[];
  readonly #progress: Progress;
  readonly verdicts: Verdict[] = [];
  /** Sends that the server refused, in all phases. */
  refusals = 0;
  /** Messages acknowledged so far, in all phases. */
  #acked = 0;

  /** On a server of its own. */
  static async start(plan: GroupPlan, progress: Progress): Promise<GroupRun> {
    progress.step('starting the server');
    return GroupRun.on({ server: await ServerProcess.start() }, plan, progress);
  }

  static async on(stage: GroupStage, plan: GroupPlan, progress: Progress): Promise<GroupRun> {
    const { server, modes = ['write', 'read'] } = stage;
    const users = usersNamed('u', plan.members);
    const setup = new Setup(server);
    for (const mode of modes) {
      progress.step(`making a group of ${plan.members}, ${mode} mode`);
      await setup.group(conversations[mode], users, mode);
    }
    const fleet = new Fleet(...server.addresses);
    const devices = await connectAll(fleet, users, progress);
    return new GroupRun(plan, stage, fleet, devices, progress);
  }

  private constructor(
    plan: GroupPlan,
    { server, counters = [] }: GroupStage,
    fleet: Fleet,
    devices: Device[],
    progress: Progress,
  ) {
    this.#plan = plan;
    this.#server = server;
    this.#counters = [metricNames.rows, ...counters];
    this.#fleet = fleet;
    this.#devices = devices;
    this.#progress = progress;
  }

  get pulls(): number {
    return this.#fleet.pulls;
  }

  /** As many messages as go through, with a bounded number under way. */
  async capacity(mode: Mode) {
    const { seconds, depth, senders: count } = this.#plan;
    this.#progress.step(`as fast as it goes, ${mode} mode`);
    const senders = this.#senders(conversations[mode]);
    const before = await this.#counts();
    const sending = this.#devices.slice(0, count);
    const loop = new ClosedLoop(this.#fleet, senders, sending, depth);
    loop.start();
    await this.#firstWindow(senders, sending.length * depth);
    const ackedBefore = senders.acked;
    const cpu = watchCpu(this.#server.processes);
    const startedMs = performance.now();
    await waitFor(seconds, this.#progress);
    const shares = cpu();
    const ackedPerSecond = (senders.acked - ackedBefore) / ((performance.now() - startedMs) / 1000);
    loop.stop();
    this.#progress.note(
      `${mode} mode: ${Math.round(ackedPerSecond)} messages/s; ${describeCpu(shares)}`,
    );
    await this.#settle(senders, `${mode} mode`);
    const after = await this.#counts();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const rowsPerMessage = grown(metricNames.rows) / senders.acked;
    return { ackedPerSecond, rowsPerMessage, shares, grown };
  }

  /** Latency at a rate that is kept whatever the server does. */
  async latency(perSecond: number) {
    const { seconds } = this.#plan;
    this.#progress.step(`latency at ${Math.round(perSecond)} messages/s, read mode`);
    const senders = this.#senders(conversations.read);
    const timed = new Timed(this.#fleet);
    const fromMs = nowMs() + warmUpSeconds * 1000;
    timed.countFrom(fromMs);
    const acks = new AckTimes(fromMs);
    senders.onAcked = (dueMs) => acks.add(dueMs);
    const deliveriesBefore = this.#fleet.deliveries;
    const cpu = watchCpu(this.#server.processes);
    const startedMs = performance.now();
    await sendOnSchedule(senders, this.#devices, perSecond, seconds + warmUpSeconds, (fraction) =>
      this.#progress.at(fraction),
    );
    const deliveries = this.#fleet.deliveries - deliveriesBefore;
    const deliveriesPerSecond = deliveries / ((performance.now() - startedMs) / 1000);
    const what = `${Math.round(perSecond)} messages/s`;
    this.#progress.note(`${what}: ${describeCpu(cpu())}`);
    await this.#settle(senders, what);
    const p50Ms = timed.ms('entries', 50);
    const p99Ms = timed.ms('entries', 99);
    return { p50Ms, p99Ms, ackP50Ms: acks.ms(50), ackP99Ms: acks.ms(99), deliveriesPerSecond };
  }

  async #counts(): Promise<Map<string, number>> {
    const counts = this.#counters.map(
      async (name) => [name, await this.#server.metric(name)] as const,
    );
    return new Map(await Promise.all(counts));
  }

  #senders(conversation: string): Senders {
    const { bytes } = this.#plan;
    this.#fleet.onDelivered = () => {};
    return new Senders({ conversation, bytes });
  }

  /** The loop is in its stride when each message of the first window was answered. */
  async #firstWindow(senders: Senders, size: number): Promise<void> {
    const isOver = () => senders.acked + senders.refused >= size;
    await until(isOver, { timeoutMs: 30_000, pollMs: 10, what: 'the first answers' });
  }

  async #settle(senders: Senders, what: string): Promise<void> {
    await until(() => senders.unanswered === 0, { timeoutMs: 30_000, what: 'the last answers' });
    this.#acked += senders.acked;
    await untilDelivered(this.#devices, () => this.#acked);
    this.verdicts.push(deliveryVerdict(this.#fleet, this.#devices, this.#acked, what));
    this.refusals += senders.refused;
  }
}
