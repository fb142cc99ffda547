import type { Limits } from '../../limits.ts';
import type { CrowdMessage } from './remote-crowds.ts';

export type CrowdTellerLimits = Pick<Limits, 'roomCrowdMs' | 'roomCrowdForgetMs'>;

/** What is news is told so often: one lost message then costs one interval. */
const tellings = 2;

/** What is to be told; the sketch is made when it is needed. */
export interface CrowdFigures {
  readonly devices: number;
  readonly users: number;
  readonly visitors: () => string;
}

/** Decides what a node tells the others of its crowd in one room, and when. */
export class CrowdTeller {
  readonly #limits: CrowdTellerLimits;
  #devices = 0;
  #users = 0;
  #countTellings = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #sketchTellings = 0;
  #sketchToldAtMs = Number.NEGATIVE_INFINITY;

  constructor(limits: CrowdTellerLimits) {
    this.#limits = limits;
  }

  /** The sketch has changed here. */
  sketchChanged(): void {
    this.#sketchTellings = tellings;
  }

  /** A node turned up that was told nothing yet. */
  nodeCame(): void {
    this.#countTellings = Math.max(1, this.#countTellings);
    this.#sketchTellings = Math.max(1, this.#sketchTellings);
    this.#sketchToldAtMs = Number.NEGATIVE_INFINITY;
  }

  /** To be called every `roomCrowdMs`; undefined when there is nothing to tell. */
  next(node: string, figures: CrowdFigures, nowMs: number): CrowdMessage | undefined {
    const { devices, users } = figures;
    this.#note(devices, users);
    const isSketchDue = this.#sketchTellings > 0 && this.#isDue(this.#sketchToldAtMs, nowMs);
    const isRepeatDue = devices > 0 && this.#isDue(this.#toldAtMs, nowMs);
    if (this.#countTellings === 0 && !isSketchDue && !isRepeatDue) return undefined;
    this.#countTellings = Math.max(0, this.#countTellings - 1);
    this.#toldAtMs = nowMs;
    if (!isSketchDue) return { type: 'crowd', node, devices, users };
    this.#sketchTellings -= 1;
    this.#sketchToldAtMs = nowMs;
    return { type: 'crowd', node, devices, users, visitors: figures.visitors() };
  }

  #note(devices: number, users: number): void {
    if (devices === this.#devices && users === this.#users) return;
    this.#devices = devices;
    this.#users = users;
    this.#countTellings = tellings;
  }

  /** Three times before others forget this node, also if it had to wait for the next call. */
  #isDue(toldAtMs: number, nowMs: number): boolean {
    const { roomCrowdMs, roomCrowdForgetMs } = this.#limits;
    return nowMs - toldAtMs + roomCrowdMs > roomCrowdForgetMs / 3;
  }
}
