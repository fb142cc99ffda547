import type { Device } from '../device/device.ts';

/** The protocol asks for a sign of life every 25 s; each device gives one in a round of so many ticks. */
const ticksOfRound = 20;
const tickMs = 1000;
/** A ping without an answer for so long means that the connection is dead. */
const answerTicks = 10;

/** The devices that were pinged in one tick and have not answered. */
type Unanswered = Set<Device>;

/** Keeps the connections of many devices alive, and finds the dead ones, with one timer for all. */
export class Heartbeat {
  readonly #devices: readonly Device[];
  readonly #pinged: Unanswered[] = [];
  #tick = 0;
  #timer: Timer | undefined;

  constructor(devices: readonly Device[]) {
    this.#devices = devices;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.beat(), tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One tick, for whoever has a clock of its own. */
  beat(): void {
    this.#pinged.push(this.#ping(this.#tick % ticksOfRound));
    this.#tick += 1;
    if (this.#pinged.length <= answerTicks) return;
    for (const device of this.#pinged.shift() ?? []) {
      // What does not read on purpose can't hear the answer either.
      if (device.isReady && device.isReading) device.cut(`no answer to a ping in ${answerTicks} s`);
    }
  }

  #ping(turn: number): Unanswered {
    const unanswered: Unanswered = new Set();
    for (let i = turn; i < this.#devices.length; i += ticksOfRound) {
      const device = this.#devices[i];
      if (device?.isReady !== true || !device.isReading) continue;
      unanswered.add(device);
      // The end of the connection is an answer, too: another one is none of this ping's business.
      device.call({ cmd: 'ping' }, () => unanswered.delete(device));
    }
    return unanswered;
  }
}
