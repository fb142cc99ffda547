import { median } from '@eagre/swarm/compare/median';
import type { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import { until } from '@eagre/testkit';
import type { Progress } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { ServerProcess } from '../lib/server-process.ts';
import { ClosedLoop } from './closed-loop.ts';
import { deliveryVerdict, untilDelivered } from './completeness.ts';
import { connectAll } from './connect-all.ts';
import { measureRate, type Rate } from './rate.ts';
import { Senders } from './senders.ts';
import { Setup, usersNamed } from './setup.ts';

export interface HotGroupPlan {
  subscribers: number;
  bytes: number;
}

const conversation = 'group:hot';
/** Two messages under way: one is being fanned out, the next one is ready when it is done. */
const underWay = 2;
/** For the merged rate: enough that upstream is never what one waits for. */
const mergedSenders = 64;
const mergedDepth = 4;

/** One group with thousands of devices of the one server. */
export class HotGroup {
  readonly #plan: HotGroupPlan;
  readonly #progress: Progress;
  #server: ServerProcess;
  #fleet: Fleet;
  #devices: Device[];
  /** Messages stored before the present devices connected are not theirs. */
  #expected = 0;
  readonly verdicts: Verdict[] = [];
  /** Sends that the server refused, in all phases. */
  refusals = 0;
  /** Of a push with one message. */
  readonly frameBytes: number;
  messagesPerFrame = 0;

  /** Merging off at first: a frame for each message, as far as the server keeps up. */
  static async start(plan: HotGroupPlan, progress: Progress): Promise<HotGroup> {
    progress.step('starting the server');
    const server = await ServerProcess.start({ mergeMaxMs: 0 });
    const users = usersNamed('u', plan.subscribers);
    progress.step(`making a group of ${plan.subscribers}`);
    await new Setup(server).group(conversation, users, 'read', (done) => progress.at(done));
    const fleet = new Fleet(server);
    const devices = await connectAll(fleet, users, progress);
    const frameBytes = await frameBytesOf(fleet, devices, plan.bytes);
    const hot = new HotGroup(plan, progress, { server, fleet, devices, frameBytes });
    hot.#expected = 1;
    return hot;
  }

  private constructor(
    plan: HotGroupPlan,
    progress: Progress,
    parts: { server: ServerProcess; fleet: Fleet; devices: Device[]; frameBytes: number },
  ) {
    this.#plan = plan;
    this.#progress = progress;
    this.#server = parts.server;
    this.#fleet = parts.fleet;
    this.#devices = parts.devices;
    this.frameBytes = parts.frameBytes;
  }

  async frames(seconds: number): Promise<Rate> {
    const senders = new Senders({ conversation, bytes: this.#plan.bytes });
    const before = { pushes: this.#fleet.pushes, deliveries: this.#fleet.deliveries };
    const stop = this.#sendWhenDelivered(senders);
    const rate = await measureRate(() => this.#fleet.pushes, seconds, this.#serverPid);
    stop();
    await this.#settle(senders, 'a frame a message');
    this.messagesPerFrame =
      (this.#fleet.deliveries - before.deliveries) / (this.#fleet.pushes - before.pushes);
    return rate;
  }

  /** Messages × devices a second with the server as it is by default, upstream never the bound. */
  async mergedMessagesPerSecond(seconds: number, repeats: number): Promise<number> {
    await this.#restart();
    this.#progress.step('merged messages a second');
    const rates: number[] = [];
    for (let turn = 0; turn < repeats; turn += 1) {
      const senders = new Senders({ conversation, bytes: this.#plan.bytes });
      const sending = this.#devices.slice(0, mergedSenders);
      const loop = new ClosedLoop(this.#fleet, senders, sending, mergedDepth);
      loop.start();
      const rate = await measureRate(() => this.#fleet.deliveries, seconds, this.#serverPid);
      this.#progress.note(`merged: ${Math.round(rate.perSecond)} messages/s; ${rate.busy}`);
      rates.push(rate.perSecond);
      loop.stop();
      await this.#settle(senders, 'merged');
      this.#progress.at((turn + 1) / repeats);
    }
    return median(rates);
  }

  /** Sends the next message whenever an earlier one is at every device. */
  #sendWhenDelivered(senders: Senders): () => void {
    let running = true;
    const sender = this.#devices[0] as Device;
    const fleet = this.#fleet;
    const devices = this.#devices.length;
    // Deliveries at which the oldest message under way is at every device.
    let nextAt = fleet.deliveries + devices;
    const sendOne = () => senders.send(sender, nowMs());
    const pump = () => {
      if (fleet.deliveries < nextAt || !running) return;
      nextAt += devices;
      sendOne();
    };
    fleet.onDelivered = pump;
    for (let message = 0; message < underWay; message += 1) sendOne();
    return () => {
      running = false;
      fleet.onDelivered = () => {};
    };
  }

  get #serverPid(): number {
    return this.#server.pid;
  }

  async #settle(senders: Senders, what: string): Promise<void> {
    await until(() => senders.unanswered === 0, { timeoutMs: 30_000, what: 'the last answers' });
    this.#expected += senders.acked;
    await untilDelivered(this.#devices, () => this.#expected);
    this.verdicts.push(deliveryVerdict(this.#fleet, this.#devices, this.#expected, what));
    this.refusals += senders.refused;
  }

  async #restart(): Promise<void> {
    this.#fleet.closing = true;
    for (const device of this.#devices) device.terminate();
    this.#server = await this.#server.restart({});
    this.#fleet = new Fleet(this.#server);
    const users = usersNamed('u', this.#plan.subscribers);
    this.#devices = await connectAll(this.#fleet, users, this.#progress, { recent: 0 });
    this.#expected = 0;
  }
}

/** The length of a push with one message, found by sending one. */
async function frameBytesOf(
  fleet: Fleet,
  devices: readonly Device[],
  bytes: number,
): Promise<number> {
  const senders = new Senders({ conversation, bytes });
  senders.send(devices[0] as Device, nowMs());
  await untilDelivered(devices, () => 1);
  if (fleet.lastPushBytes === 0)
    throw new Error(`the first message did not arrive; ${fleet.lastRefusal}`);
  return fleet.lastPushBytes;
}
