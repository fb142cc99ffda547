import type { SeededRandom } from '@eagre/testkit';
import { audienceFixture } from './audience-fixture.ts';
import { ModelledDevice } from './modelled-device.ts';

/**
 * A random life of an audience: devices come with older and newer snapshots, refuse, close in the
 * middle of a frame, go and come back, while flushes of both kinds are handed out in small slices.
 */
export class AudienceModel {
  readonly #random: SeededRandom;
  readonly #fixture: ReturnType<typeof audienceFixture>;
  readonly #in: ModelledDevice[] = [];
  readonly #all: ModelledDevice[] = [];
  readonly #faults: string[] = [];
  /** Flushes that began as they were handed over: who comes later must not get them. */
  readonly #begun = new Set<number>();

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#fixture = audienceFixture({
      sliceReceivers: 1 + random.int(6),
      sliceStep: 1 + random.int(3),
      roomRetries: 1 + random.int(3),
      roomFlushesWaiting: 3,
    });
    for (let i = 0; i < 8; i += 1) this.#join();
  }

  async step(): Promise<void> {
    const random = this.#random;
    const { turn, clock } = this.#fixture;
    const steps = [
      () => this.#flush(),
      () => this.#flush(),
      () => this.#join(),
      () => this.#leave(),
      () => this.#return(),
      () => this.#toggle(),
      () => this.#toggle(),
      () => this.#closeAtNextFrame(),
      () => void this.#limitMemory(),
      () => this.#otherRoom(),
      () => clock.advance(random.pick([1, 100, 250, 600])),
      ...Array.from({ length: 6 }, () => () => void turn()),
    ];
    await random.pick(steps)();
  }

  /** Everybody takes from now on; everything comes to its end. */
  async end(): Promise<void> {
    const { audience, clock, scheduler, settle, pass, room, counters } = this.#fixture;
    for (const device of this.#in) device.refuses = false;
    settle();
    for (let i = 0; i < 3; i += 1) await pass(1000);
    for (const device of this.#in) {
      if (device.at < room.head) this.#faults.push(`ends at ${device.at} of ${room.head}`);
      const missing = [...device.expected.keys()].filter((flush) => !device.seen.has(flush));
      if (!device.everRefused && missing.length > 0) {
        this.#faults.push(`flushes ${missing.join()} did not come`);
      }
    }
    const left = [
      audience.owed,
      scheduler.size,
      clock.pendingTimers,
      audience.size - this.#in.length,
    ];
    if (left.some((count) => count !== 0)) this.#faults.push(`left: ${left.join()}`);
    if (audience.busy || audience.underWay > 0) this.#faults.push('busy at the end');
    const sum = (of: (device: ModelledDevice) => number) =>
      this.#all.reduce((all, device) => all + of(device), 0);
    const counted = [
      counters.frames - sum(({ frames }) => frames.length),
      counters.refusedFrames - sum(({ refusals }) => refusals),
      counters.chatDelivered - sum(({ chat }) => chat),
      counters.reliableDelivered - sum(({ entries }) => entries),
      counters.chars - sum(({ chars }) => chars),
      counters.pulled - sum(({ heads }) => heads.length),
    ];
    if (counted.some((count) => count !== 0)) this.#faults.push(`miscounted: ${counted.join()}`);
  }

  faults(): string[] {
    return [...this.#faults, ...this.#all.flatMap(({ faults }) => faults)];
  }

  #flush(): void {
    const { audience, room } = this.#fixture;
    const entries = this.#random.chance(0.5) ? 1 + this.#random.int(3) : 0;
    const beginsAtOnce = entries > 0 ? !audience.reliableBusy : !audience.busy;
    const flush = room.flush(entries, this.#random.int(4));
    try {
      audience.flush(flush);
    } catch (error) {
      if (!String(error).includes('wait already')) throw error;
      room.head -= entries;
      return;
    }
    const kind = entries > 0 ? 'entries' : 'chat';
    for (const device of this.#in) device.expected.set(flush.number, kind);
    if (beginsAtOnce) this.#begun.add(flush.number);
  }

  #join(): void {
    const { room } = this.#fixture;
    const has = Math.max(0, room.head - this.#random.pick([0, 0, 0, 1, 2, 5]));
    const device = new ModelledDevice(has, new Set(this.#begun));
    this.#all.push(device);
    this.#enter(device, has);
  }

  #enter(device: ModelledDevice, has: number): void {
    this.#in.push(device);
    this.#fixture.audience.add(device, has);
  }

  #leave(): void {
    const device = this.#random.pick([...this.#in, undefined]);
    if (device !== undefined) this.#remove(device);
  }

  #remove(device: ModelledDevice): void {
    this.#fixture.audience.remove(device);
    const place = this.#in.indexOf(device);
    if (place >= 0) this.#in.splice(place, 1);
    device.expected.clear();
  }

  /** Out and in again at once, with what it has; what is under way goes on without it. */
  #return(): void {
    const device = this.#random.pick([...this.#in, undefined]);
    if (device === undefined) return;
    this.#remove(device);
    device.mayRepeat = Math.max(device.mayRepeat, device.at);
    device.forbidden = new Set(this.#begun);
    this.#enter(device, device.at);
  }

  #toggle(): void {
    const device = this.#random.pick([...this.#in, undefined]);
    if (device !== undefined) device.refuses = !device.refuses;
  }

  #closeAtNextFrame(): void {
    const device = this.#random.pick([...this.#in, undefined]);
    if (device === undefined || this.#random.chance(0.5)) return;
    device.onRoom = () => {
      device.onRoom = undefined;
      this.#remove(device);
    };
  }

  /** Other rooms' frames share the lanes, so that either kind may be the slower one. */
  #otherRoom(): void {
    let left = this.#random.int(20);
    this.#fixture.scheduler.add({
      lane: this.#random.pick(['high', 'low']),
      get inFlush() {
        return left > 0;
      },
      run(most) {
        const served = Math.min(most, left);
        left -= served;
        return served;
      },
      finished: () => {},
    });
  }

  #limitMemory(): void {
    this.#fixture.room.memory = this.#random.pick([Number.POSITIVE_INFINITY, 4, 1]);
  }
}
