import type { Way, WayStationName } from './way-ring.ts';
import type { HandOut } from './ways.ts';

/** The followed messages of one frame, on their way to the devices of this node. */
export class FollowedFrame implements HandOut {
  readonly #note: (way: Way, station: WayStationName) => void;
  readonly #ways: Way[] = [];
  /** What the ways stood for: their memory may be another message's by the end of the frame. */
  readonly #marks: number[] = [];

  constructor(note: (way: Way, station: WayStationName) => void) {
    this.#note = note;
  }

  add(way: Way): void {
    this.#ways.push(way);
    this.#marks.push(way.mark);
  }

  /** The window that they waited for in their room has ended. */
  flushed(): void {
    for (const way of this.#ways) this.#note(way, 'flushed');
  }

  began(): void {
    for (const way of this.#here()) this.#note(way, 'first');
  }

  ended(devices: number, behind: number): void {
    if (devices + behind === 0) return;
    for (const way of this.#here()) {
      this.#note(way, 'last');
      way.devices += devices;
      way.behind += behind;
    }
  }

  #here(): Way[] {
    return this.#ways.filter((way, i) => way.mark === this.#marks[i]);
  }
}
