import type { Random } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import type { Load } from '../../engine/load.ts';
import { nowMs } from '../../engine/now.ts';
import type { Hopper } from '../../room/hopper.ts';
import { exponentialMs, forked } from './forked.ts';
import type { Part } from './phases.ts';
import { Timeline } from './timeline.ts';

/** After the last command, and again after whatever had to be said again. ms. */
const answeredWithinMs = 30_000;

/** Devices that hop between rooms, all together so many times a second, whatever the server answers. */
export class RoomHops implements Part {
  readonly #load: Pick<Load, 'meter' | 'signal'>;
  readonly #hoppers: readonly Hopper[];
  readonly #timeline = new Timeline();

  constructor(
    load: Pick<Load, 'meter' | 'signal'>,
    random: Random,
    hoppers: readonly Hopper[],
    perSecond: number,
  ) {
    this.#load = load;
    this.#hoppers = hoppers;
    const chance = forked(random);
    for (const hopper of hoppers) hopper.onAnswer = (cmd, dueMs) => this.#time(cmd, dueMs);
    this.#timeline.add({
      gapMs: () => exponentialMs(chance, perSecond),
      act: (dueMs) => hoppers[Math.floor(chance.next() * hoppers.length)]?.hop(dueMs),
    });
  }

  start(): void {
    this.#timeline.start();
  }

  stop(): void {
    this.#timeline.stop();
  }

  pace(factor: number): void {
    this.#timeline.pace(factor);
  }

  /** All is answered; what was lost with a connection is said again, so that the model is certain. */
  async settled(): Promise<void> {
    await this.#answered();
    for (const hopper of this.#hoppers) hopper.restate();
    await this.#answered();
  }

  /** Devices that are in each room, by the model. */
  inside(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const hopper of this.#hoppers) {
      for (const room of hopper.rooms) counts.set(room, (counts.get(room) ?? 0) + 1);
    }
    return counts;
  }

  async #answered(): Promise<void> {
    const isAnswered = () =>
      this.#load.signal.aborted || this.#hoppers.every(({ sent, done }) => sent === done);
    await until(isAnswered, { timeoutMs: answeredWithinMs, pollMs: 10, what: 'the last answers' });
  }

  #time(cmd: string, dueMs: number): void {
    this.#load.meter.count(cmd === 'room.enter' ? 'enters' : 'leaves');
    if (cmd === 'room.enter') this.#load.meter.time('enter', nowMs() - dueMs);
  }
}
