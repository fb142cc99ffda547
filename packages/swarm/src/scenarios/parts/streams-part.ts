import type { Part } from './phases.ts';
import { type Stream, Timeline } from './timeline.ts';

/** A part that is streams on a timeline of its own; whoever sends for them settles what was begun. */
export abstract class StreamsPart implements Part {
  readonly #sender: { settled(): Promise<void> };
  readonly #timeline = new Timeline();

  constructor(sender: { settled(): Promise<void> }) {
    this.#sender = sender;
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

  settled(): Promise<void> {
    return this.#sender.settled();
  }

  protected add(stream: Stream): void {
    this.#timeline.add(stream);
  }
}
