import type { Clock, Timer } from '@eagre/protocol';

/** A line each so long is what a person can follow. ms. */
const lineEveryMs = 125;
/** Lines that wait their turn: 2 s of them; what is older is no news any more. */
const mostWaiting = 16;
/** The pace is told of the last so long. ms. */
const paceOverMs = 2000;

/** A line of chat; `matters`: of those that are left out last. */
export interface ChatLine {
  readonly text: string;
  readonly matters: boolean;
}

/** Lines a second, said and left out. */
export interface ChatPace {
  readonly said: number;
  readonly leftOut: number;
}

/**
 * Brings what a crowd says onto the screen at the pace of a reader: a burst is spread, and of what is
 * too much the oldest is left out, and counted. Holds 2 s of lines, however many come.
 */
export class ChatFlow {
  readonly #clock: Clock;
  readonly #print: (line: string) => void;
  #waiting: ChatLine[] = [];
  #timer: Timer | undefined;
  #before = { said: 0, leftOut: 0 };
  #now = { said: 0, leftOut: 0 };
  #period = 0;

  constructor(clock: Clock, print: (line: string) => void) {
    this.#clock = clock;
    this.#print = print;
  }

  add(line: ChatLine): void {
    this.#turn();
    this.#now.said += 1;
    if (this.#timer === undefined) {
      this.#show(line);
      return;
    }
    this.#waiting.push(line);
    if (this.#waiting.length <= mostWaiting) return;
    const lesser = this.#waiting.findIndex(({ matters }) => !matters);
    this.#waiting.splice(Math.max(0, lesser), 1);
    this.#now.leftOut += 1;
  }

  get pace(): ChatPace {
    this.#turn();
    const perSecond = (count: number) => Math.round((count * 1000) / paceOverMs);
    return { said: perSecond(this.#before.said), leftOut: perSecond(this.#before.leftOut) };
  }

  /** Forgets what waits: the room is another one. */
  clear(): void {
    this.#waiting = [];
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #show({ text }: ChatLine): void {
    this.#print(text);
    this.#timer = this.#clock.setTimer(lineEveryMs, () => this.#next());
  }

  #next(): void {
    this.#timer = undefined;
    const line = this.#waiting.shift();
    if (line !== undefined) this.#show(line);
  }

  #turn(): void {
    const period = Math.floor(this.#clock.monotonicMs() / paceOverMs);
    if (period === this.#period) return;
    const none = { said: 0, leftOut: 0 };
    this.#before = period === this.#period + 1 ? this.#now : none;
    this.#now = { ...none };
    this.#period = period;
  }
}
