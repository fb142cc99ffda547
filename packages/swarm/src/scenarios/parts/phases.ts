import type { Load } from '../../engine/load.ts';

/** A piece of a load that goes on by itself while it is on: chat, likes, hopping … */
export interface Part {
  start(): void;
  /** Begins nothing new any more; may be started again. */
  stop(): void;
  /** Resolves when all that was begun has ended, or can't end. To be called after `stop`. */
  settled(): Promise<void>;
  /** From now on so many times its plain rate. Parts without a rate leave it out. */
  pace?(factor: number): void;
}

/** Times the plain rate: the same for the whole phase, or by the seconds since its start. */
export type Pace = number | ((seconds: number) => number);

export interface Phase<Name extends string = string> {
  name: string;
  seconds: number;
  /** Of the parts that are not at their plain rate: 0 lets one rest. */
  paces?: Partial<Record<Name, Pace>>;
  /** Done at the start of the phase, which lasts at least until it has ended. */
  act?: () => void | Promise<void>;
}

/** Time between two looks at a pace that changes within its phase. s. */
const paceStepSeconds = 0.2;

/** Several parts that start, stop and end together, as one. */
export function together(...parts: readonly Part[]): Part {
  const each = (act: (part: Part) => void) => {
    for (const part of parts) act(part);
  };
  return {
    start: () => each((part) => part.start()),
    stop: () => each((part) => part.stop()),
    settled: async () => void (await Promise.all(parts.map((part) => part.settled()))),
    pace: (factor) => each((part) => part.pace?.(factor)),
  };
}

/** Lets parts go on through phases, each with its own paces, and waits for the end of all of them. */
export class Phases<Name extends string> {
  readonly #load: Pick<Load, 'pause' | 'progress' | 'signal'>;
  readonly #parts: Readonly<Record<Name, Part>>;

  constructor(
    load: Pick<Load, 'pause' | 'progress' | 'signal'>,
    parts: Readonly<Record<Name, Part>>,
  ) {
    this.#load = load;
    this.#parts = parts;
  }

  /** Ends early, and settled as far as possible, when the run shall end. Rejects when an act does. */
  async run(phases: readonly Phase<Name>[]): Promise<void> {
    const all = together(...Object.values<Part>(this.#parts));
    all.start();
    try {
      for (const phase of phases) {
        if (this.#load.signal.aborted) break;
        await this.#pass(phase);
      }
    } finally {
      all.stop();
    }
    await all.settled();
  }

  async #pass({ name, seconds, paces = {}, act }: Phase<Name>): Promise<void> {
    this.#set(paces, 0);
    this.#load.progress(name);
    const acted = act?.();
    const changes = Object.values(paces).some((pace) => typeof pace === 'function');
    const step = changes ? paceStepSeconds : seconds;
    for (let at = 0; at < seconds && !this.#load.signal.aborted; at += step) {
      if (at > 0) this.#set(paces, at);
      // Named once: a label that comes again would be another phase.
      if (changes) this.#load.progress(name, at / seconds);
      await this.#load.pause(Math.min(step, seconds - at), changes ? undefined : name);
    }
    await acted;
  }

  #set(paces: Partial<Record<Name, Pace>>, at: number): void {
    for (const [name, part] of Object.entries<Part>(this.#parts)) {
      const pace = paces[name as Name] ?? 1;
      part.pace?.(typeof pace === 'function' ? pace(at) : pace);
    }
  }
}

/** A pace that jumps to `height` at each of the times, and falls back to 1 with the time `decay`. s. */
export function pulses(times: readonly number[], height: number, decay: number): Pace {
  return (seconds) => {
    const last = times.findLast((time) => time <= seconds);
    return last === undefined ? 1 : 1 + (height - 1) * Math.exp((last - seconds) / decay);
  };
}
