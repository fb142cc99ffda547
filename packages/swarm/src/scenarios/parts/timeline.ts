import { nowMs } from '../../engine/now.ts';
import { DueHeap } from './due-heap.ts';

/** Something that happens again and again, at times that it draws itself. */
export interface Stream {
  /** Draws the next time: ms from the last one, at first from the start; Infinity: never again. */
  gapMs(): number;
  /** Does what was drawn last. `dueMs` as `nowMs`. */
  act(dueMs: number): void;
}

/** Time between two looks at what is due. ms. */
const lookEveryMs = 2;

/**
 * Many streams on one timer, open loop: each act is told when it was due, however late it is looked at.
 * The time of all streams runs by the pace: at 10 everything comes ten times as fast, at 0 it stands.
 */
export class Timeline {
  readonly #now: () => number;
  readonly #due = new DueHeap<Stream>();
  /** The streams' own time, at the real time `#atMs`; between changes of the pace it is a straight line. */
  #ownMs = 0;
  #atMs: number;
  #pace = 1;
  #timer: Timer | undefined;

  constructor(now: () => number = nowMs) {
    this.#now = now;
    this.#atMs = now();
  }

  /** From now on; when the timeline stands still, from its start. */
  add(stream: Stream): void {
    this.#place(stream, this.#ownAt(this.#now()));
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#atMs = this.#now();
    this.#timer = setInterval(() => this.look(), lookEveryMs);
  }

  /** What is not due by now stays, and is due so much later when the timeline is started again. */
  stop(): void {
    if (this.#timer === undefined) return;
    const now = this.#now();
    this.look(now);
    this.#turn(now);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  pace(factor: number): void {
    const now = this.#now();
    if (this.#timer !== undefined) this.look(now);
    this.#turn(now);
    this.#pace = factor;
  }

  /** Does all that is due. */
  look(now = this.#now()): void {
    if (this.#pace === 0) return;
    const ownNow = this.#ownAt(now);
    for (let next = this.#due.first; next !== undefined; next = this.#due.first) {
      if (next.atMs > ownNow) return;
      this.#due.take();
      next.item.act(this.#atMs + (next.atMs - this.#ownMs) / this.#pace);
      this.#place(next.item, next.atMs);
    }
  }

  #place(stream: Stream, fromMs: number): void {
    const gapMs = stream.gapMs();
    if (Number.isFinite(gapMs)) this.#due.add({ atMs: fromMs + Math.max(0, gapMs), item: stream });
  }

  #turn(nowMs: number): void {
    this.#ownMs = this.#ownAt(nowMs);
    this.#atMs = nowMs;
  }

  #ownAt(nowMs: number): number {
    if (this.#timer === undefined) return this.#ownMs;
    return this.#ownMs + (nowMs - this.#atMs) * this.#pace;
  }
}
