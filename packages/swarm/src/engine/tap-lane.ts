import { type Random, wireLimits } from '@eagre/protocol';
import type { Device } from '../device/device.ts';
import type { AnswerParts } from '../device/requests.ts';
import { backoffMs } from './backoff.ts';
import { type Desk, type Errand, leavesDoubt } from './post.ts';

/** A connection that takes no commands though it is open is tried again after this. ms. */
const unsentMs = 100;

/**
 * The taps of one device in one room: one sum is under way at most, and goes again with the same number
 * until it is answered; what is tapped meanwhile is added up for the next.
 */
export class TapLane implements Errand {
  readonly #device: Device;
  readonly #room: string;
  readonly #desk: Desk;
  readonly #random: Random;
  readonly #onEmpty: () => void;
  #waiting = new Map<string, number>();
  #sum: Map<string, number> | undefined;
  #isInDoubt = false;
  #isDone = false;

  constructor(device: Device, room: string, desk: Desk, random: Random, onEmpty: () => void) {
    this.#device = device;
    this.#room = room;
    this.#desk = desk;
    this.#random = random;
    this.#onEmpty = onEmpty;
  }

  add(counter: string, count: number): void {
    if (!(count > 0)) return;
    this.#waiting.set(counter, (this.#waiting.get(counter) ?? 0) + count);
    if (this.#sum === undefined) void this.#run();
  }

  giveUp(): void {
    if (this.#isDone) return;
    if (this.#isInDoubt) {
      for (const [counter, count] of this.#sum ?? []) {
        this.#desk.books.tapsUnknown(this.#room, counter, count);
      }
    }
    this.#end();
  }

  async #run(): Promise<void> {
    for (this.#sum = this.#takeSum(); this.#sum.size > 0; this.#sum = this.#takeSum()) {
      await this.#deliver(this.#sum, this.#device.nextGeneration());
      if (this.#isDone) return;
    }
    this.#end();
  }

  /** As much as one command may carry. */
  #takeSum(): Map<string, number> {
    const sum = new Map<string, number>();
    for (const [counter, count] of this.#waiting) {
      if (sum.size === wireLimits.countersPerCommand) break;
      const taken = Math.min(count, wireLimits.tapsPerCommand);
      sum.set(counter, taken);
      if (taken === count) this.#waiting.delete(counter);
      else this.#waiting.set(counter, count - taken);
    }
    return sum;
  }

  async #deliver(sum: ReadonlyMap<string, number>, seq: number): Promise<void> {
    const counts = Object.fromEntries(sum);
    const command = { cmd: 'room.tap', room: this.#room, seq, counts };
    this.#isInDoubt = false;
    const doubtful = new Set<string>();
    for (let failures = 0; !this.#isDone; failures += 1) {
      await this.#device.whenReady();
      if (this.#isDone) return;
      const wasInDoubt: boolean = this.#isInDoubt;
      this.#isInDoubt = true;
      const { node } = this.#device;
      const { error, fate } = await new Promise<AnswerParts>((resolve) =>
        this.#device.call(command, resolve),
      );
      if (this.#isDone) return;
      if (error === undefined) {
        doubtful.delete(node);
        return this.#counted(sum, doubtful.size);
      }
      if (this.#isInDoubt && fate !== 'unsent') doubtful.add(node);
      if (fate === 'lost') continue;
      this.#isInDoubt = wasInDoubt || (fate === undefined && leavesDoubt(error));
      if (fate === undefined && !error.temporary) return this.#refused(sum);
      const waitMs = fate === 'unsent' ? unsentMs : backoffMs(failures, this.#random);
      await Bun.sleep(error.retryAfterMs ?? waitMs);
    }
  }

  /** `elsewhere`: other nodes that may have counted it as well, which no node can know of. */
  #counted(sum: ReadonlyMap<string, number>, elsewhere: number): void {
    for (const [counter, count] of sum) {
      this.#desk.books.tapped(this.#room, counter, count);
      if (elsewhere > 0) this.#desk.books.tapsUnknown(this.#room, counter, count * elsewhere);
      this.#desk.meter.count('taps', count);
    }
  }

  #refused(sum: ReadonlyMap<string, number>): void {
    this.#desk.meter.count('refused');
    if (!this.#isInDoubt) return;
    for (const [counter, count] of sum) {
      this.#desk.books.tapsUnknown(this.#room, counter, count);
    }
  }

  #end(): void {
    this.#isDone = true;
    this.#onEmpty();
    this.#desk.done(this);
  }
}
