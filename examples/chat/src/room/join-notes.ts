import type { Clock, Timer } from '@eagre/protocol';

/** One line for all who came in so long: in a full room somebody comes all the time. ms. */
const noteEveryMs = 3000;
const mostNames = 2;

/** Who came in, in passing: "ann and 128 others came in". */
export class JoinNotes {
  readonly #clock: Clock;
  readonly #note: (text: string) => void;
  #names: string[] = [];
  #count = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, note: (text: string) => void) {
    this.#clock = clock;
    this.#note = note;
  }

  add(users: readonly string[], more: number): void {
    const named = users.filter((user) => !this.#names.includes(user));
    this.#names = [...this.#names, ...named].slice(0, mostNames);
    this.#count += users.length + more;
    if (this.#timer === undefined) this.#tell();
  }

  clear(): void {
    this.#names = [];
    this.#count = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#count === 0) return;
    this.#note(`* ${joinText(this.#names, this.#count)}`);
    this.#names = [];
    this.#count = 0;
    this.#timer = this.#clock.setTimer(noteEveryMs, () => this.#tell());
  }
}

/** `count`: all who came, those named included. */
export function joinText(names: readonly string[], count: number): string {
  const others = count - names.length;
  if (names.length === 0) return `${count} came in`;
  if (others <= 0) return `${names.join(' and ')} came in`;
  return `${names.join(', ')} and ${others === 1 ? '1 other' : `${others} others`} came in`;
}
