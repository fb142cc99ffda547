import type { ConnectAnswer, QueuePosition } from '@eagre/protocol';
import { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import type { Progress } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { watchCpu } from '../lib/cpu-share.ts';
import { tokenFor } from '../lib/credentials.ts';
import { metricNames } from '../lib/metric-names.ts';
import { ServerProcess } from '../lib/server-process.ts';
import { pullEverything } from './pull-everything.ts';
import { Setup, usersNamed } from './setup.ts';

export interface ColdStartPlan {
  users: number;
  groups: number;
}

/** Devices that start cold one after the other, the first on a fresh server. */
const loneDevices = 9;
/** Bytes of a text. */
const textLength = 100;
/** A connect that is not answered by then counts as lost. ms. */
const answerWithinMs = 60_000;

/** A server whose users are all in the same groups, restarted before each measurement. */
export class ColdStartRun {
  readonly #plan: ColdStartPlan;
  readonly #progress: Progress;
  readonly #conversations: string[];
  #server: ServerProcess;
  readonly verdicts: Verdict[] = [];

  static async start(plan: ColdStartPlan, progress: Progress): Promise<ColdStartRun> {
    progress.step('starting the server');
    const server = await ServerProcess.start();
    const members = usersNamed('u', plan.users);
    const groups = Array.from({ length: plan.groups }, (_group, i) => `group:g${i}`);
    progress.step(`making ${plan.groups} groups of ${plan.users}`);
    const wanted = groups.map((group) => ({ group, members }));
    await new Setup(server).groups(wanted, 'read', (done) => progress.at(done));
    return new ColdStartRun(plan, progress, server, groups);
  }

  private constructor(
    plan: ColdStartPlan,
    progress: Progress,
    server: ServerProcess,
    conversations: string[],
  ) {
    this.#plan = plan;
    this.#progress = progress;
    this.#server = server;
    this.#conversations = conversations;
  }

  /** Single devices of different users, each with `perGroup` missed messages in every group. */
  async loneUsers(perGroup: number) {
    const users = usersNamed('u', loneDevices);
    const positions = new Map<string, QueuePosition[]>();
    for (const user of users) positions.set(user, await this.#positionsOf(user));
    await this.#miss(perGroup, `missing ${perGroup * this.#plan.groups} messages`);
    this.#server = await this.#server.restart();
    this.#progress.step(`cold start of ${loneDevices} devices, one after the other`);
    const results = [];
    for (const user of users) {
      results.push(await this.#startCold(user, positions.get(user) ?? [], perGroup));
      this.#progress.at(results.length / loneDevices);
    }
    return results;
  }

  /** Everybody at once on a server that has just started. */
  async storm(perGroup: number) {
    const { users, groups } = this.#plan;
    // All users have the same history, so one's places are everyone's but for the user queue's name.
    const model = await this.#positionsOf('u0');
    await this.#miss(perGroup, `missing ${perGroup} messages in each group`);
    this.#server = await this.#server.restart();
    const fleet = new Fleet(this.#server);
    this.#progress.step(`${users} devices connect at once`);
    const before = await this.#server.metric(metricNames.rangesRead);
    const cpu = watchCpu(this.#server.pid);
    const startedMs = performance.now();
    const connects = usersNamed('u', users).map(async (user) => {
      const positions = model.map(([queue, epoch, syncId]) => {
        return [queue === 'user:u0' ? `user:${user}` : queue, epoch, syncId] as const;
      });
      const token = tokenFor(user);
      const { device, answer } = await Device.connect(fleet, {
        user,
        token,
        positions,
        follows: false,
      });
      return { device, ms: performance.now() - startedMs, missed: missedIn(answer) };
    });
    const done = await withDeadline(Promise.all(connects), answerWithinMs);
    const shares = cpu();
    const reads = (await this.#server.metric(metricNames.rangesRead)) - before;
    const mostReads = await this.#server.metric(metricNames.mostReadsOfQueue);
    fleet.closing = true;
    for (const { device } of done) device.terminate();
    const complete = done.filter(({ missed }) => missed === groups * perGroup).length;
    this.verdicts.push({
      ok: complete === users,
      text: `storm: ${complete} of ${users} devices were told of all ${groups * perGroup} missed messages`,
    });
    const times = done.map(({ ms }) => ms).sort((a, b) => a - b);
    const at = (share: number) =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return { p50Ms: at(0.5), p99Ms: at(0.99), reads, mostReads, shares };
  }

  async #startCold(user: string, positions: QueuePosition[], perGroup: number) {
    const fleet = new Fleet(this.#server);
    const startedMs = performance.now();
    const options = { user, token: tokenFor(user), positions, follows: false };
    const { device, answer } = await Device.connect(fleet, options);
    const firstScreenMs = device.connectMs;
    const { entries, trips } = await pullEverything(device, answer);
    const handshakeMs = performance.now() - startedMs;
    fleet.closing = true;
    device.close();
    const wanted = perGroup * this.#plan.groups;
    if (entries !== wanted) {
      this.verdicts.push({
        ok: false,
        text: `${user} got ${entries} of ${wanted} missed messages`,
      });
    } else if (user === 'u0') {
      const text = `cold start: all ${wanted} missed messages, in ${trips} more round trips`;
      this.verdicts.push({ ok: true, text });
    }
    return { firstScreenMs, completeMs: handshakeMs, roundTrips: hasFirstScreen(answer) ? 1 : 2 };
  }

  async #positionsOf(user: string): Promise<QueuePosition[]> {
    const fleet = new Fleet(this.#server);
    const options = { user, token: tokenFor(user), follows: false, recent: 0 };
    const { device, answer } = await Device.connect(fleet, options);
    fleet.closing = true;
    device.close();
    return answer.queues.map(({ queue, epoch, head }) => [queue, epoch, head]);
  }

  async #miss(perGroup: number, label: string): Promise<void> {
    this.#progress.step(label);
    const setup = new Setup(this.#server);
    const step = 200;
    for (let message = 0; message < perGroup; message += 1) {
      for (let at = 0; at < this.#conversations.length; at += step) {
        await setup.broadcast(
          this.#conversations.slice(at, at + step),
          `${message}`.padEnd(textLength, 'x'),
        );
      }
      this.#progress.at(message / perGroup);
    }
  }
}

/** Entries that the answer carries or tells of. */
function missedIn({ queues }: ConnectAnswer): number {
  return queues.reduce((sum, { head, from }) => sum + head - from, 0);
}

/** The first screen is there when every queue is told of and the first ones with news carry it. */
function hasFirstScreen({ queues }: ConnectAnswer): boolean {
  const news = queues.filter(({ head, from }) => head > from);
  return news.slice(0, firstScreenQueues).every(({ items }) => items.length > 0);
}

/** Conversations that a phone shows without scrolling. */
const firstScreenQueues = 10;

function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer to a connect within ${ms} ms`)), ms);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
