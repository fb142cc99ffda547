import type { Random } from '@eagre/protocol';
import { chatter, shouts } from './phrases.ts';
import type { Viewer } from './viewer.ts';

/** Time between two looks at the crowd. ms. */
export const tickMs = 100;
const ticksPerSecond = 1000 / tickMs;

/** At the least so much of the crowd is in the room, at the most all of it. */
const leastIn = 0.6;
/** From few to many and back. s. */
const tideSeconds = 60;
/** Viewers that come or go in one tick, of all. */
const moveShare = 0.02;
/** In quiet times a viewer says something so often, and taps likes. s. */
const saySeconds = 25;
const likeSeconds = 12;
/** The host counts down this often, and for so long everybody shouts. s. */
const surgeEverySeconds = 40;
const surgeSeconds = 5;
const surgeFactor = 6;

/** What the crowd asks of one viewer. */
export type CrowdViewer = Pick<Viewer, 'isIn' | 'isOut' | 'come' | 'go' | 'say' | 'like'>;

/** Moves people in and out of a room and lets them chat, in waves. */
export class Crowd {
  readonly #viewers: readonly CrowdViewer[];
  readonly #random: Random;
  readonly #failed: (error: unknown) => void;
  #ticks = 0;

  constructor(viewers: readonly CrowdViewer[], random: Random, failed: (error: unknown) => void) {
    this.#viewers = viewers;
    this.#random = random;
    this.#failed = failed;
  }

  get inRoom(): number {
    return this.#viewers.filter(({ isIn }) => isIn).length;
  }

  /** A countdown is on. */
  get isSurge(): boolean {
    return (this.#ticks / ticksPerSecond) % surgeEverySeconds >= surgeEverySeconds - surgeSeconds;
  }

  tick(): void {
    this.#ticks += 1;
    this.#move();
    const speaking = this.#viewers.filter(({ isIn }) => isIn);
    const factor = this.isSurge ? surgeFactor : 1;
    const words = this.isSurge ? shouts : chatter;
    for (const viewer of speaking) {
      if (this.#happens(factor / saySeconds)) viewer.say(this.#oneOf(words));
      if (this.#happens(factor / likeSeconds)) viewer.like(this.#random);
    }
  }

  /** Towards as many as the tide wants. */
  #move(): void {
    const most = Math.max(1, Math.round(this.#viewers.length * moveShare));
    const out = this.#viewers.filter(({ isOut }) => isOut);
    const inside = this.#viewers.filter(({ isIn }) => isIn);
    const missing = Math.round(this.#viewers.length * this.#tide()) - inside.length;
    // Some go and others come even when the count is right.
    for (let i = Math.min(most, missing + 1); i > 0; i -= 1) this.#do(this.#take(out), 'come');
    for (let i = Math.min(most, 1 - missing); i > 0; i -= 1) this.#do(this.#take(inside), 'go');
  }

  #tide(): number {
    const phase = (this.#ticks / ticksPerSecond / tideSeconds) * 2 * Math.PI;
    return leastIn + ((1 - leastIn) * (1 - Math.cos(phase))) / 2;
  }

  #do(viewer: CrowdViewer | undefined, what: 'come' | 'go'): void {
    viewer?.[what]().catch(this.#failed);
  }

  #take(list: CrowdViewer[]): CrowdViewer | undefined {
    const at = Math.floor(this.#random.next() * list.length);
    return list.splice(at, 1)[0];
  }

  #happens(perSecond: number): boolean {
    return this.#random.next() < perSecond / ticksPerSecond;
  }

  #oneOf(list: readonly string[]): string {
    return list[Math.floor(this.#random.next() * list.length)] as string;
  }
}
