import type { Clock } from '@eagre/protocol';

/** Questions that follow each other closer than this get the same answer. ms. */
const leastMs = 500;

/** Processor time of this process between two questions. */
export class CpuMeter {
  readonly #clock: Clock;
  readonly #usedMs: () => number;
  #atMs: number;
  #usedBeforeMs: number;
  #last = 0;

  constructor(clock: Clock, usedMs: () => number = processMs) {
    this.#clock = clock;
    this.#usedMs = usedMs;
    this.#atMs = clock.monotonicMs();
    this.#usedBeforeMs = usedMs();
  }

  /** 1: one core, since the last question. */
  read(): number {
    const nowMs = this.#clock.monotonicMs();
    const passedMs = nowMs - this.#atMs;
    if (passedMs < leastMs) return this.#last;
    const usedMs = this.#usedMs();
    this.#last = (usedMs - this.#usedBeforeMs) / passedMs;
    this.#atMs = nowMs;
    this.#usedBeforeMs = usedMs;
    return this.#last;
  }
}

function processMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
