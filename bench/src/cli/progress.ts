import colours from 'picocolors';

const barWidth = 24;
/** Often enough for the eye; writing costs the load's core time. ms. */
const redrawMs = 200;

/**
 * What the bench is doing, on stderr, so that stdout stays for results. A bar that redraws itself on a
 * terminal; a line for each step elsewhere.
 */
export class Progress {
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedMs = performance.now();
  #label = '';
  #lastDrawMs = Number.NEGATIVE_INFINITY;

  /** A new step; its length is not known yet. */
  step(label: string): void {
    this.#clear();
    this.#label = label;
    if (this.#isTerminal) this.#draw(0);
    else process.stderr.write(`${this.#elapsed()} ${label}\n`);
  }

  /** How much of the step is done, 0 to 1. */
  at(fraction: number): void {
    const nowMs = performance.now();
    if (!this.#isTerminal || nowMs - this.#lastDrawMs < redrawMs) return;
    this.#lastDrawMs = nowMs;
    this.#draw(Math.min(1, fraction));
  }

  /** A line that stays. */
  note(text: string): void {
    this.#clear();
    process.stderr.write(`${this.#elapsed()} ${text}\n`);
  }

  end(): void {
    this.#clear();
  }

  #draw(fraction: number): void {
    const filled = Math.round(fraction * barWidth);
    const bar = colours.cyan('█'.repeat(filled)) + colours.dim('░'.repeat(barWidth - filled));
    process.stderr.write(`\r\x1b[2K${this.#elapsed()} ${bar} ${this.#label}`);
  }

  #clear(): void {
    if (this.#isTerminal) process.stderr.write('\r\x1b[2K');
  }

  #elapsed(): string {
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(1);
    return colours.dim(`${seconds.padStart(6)} s`);
  }
}

/** Waits while something is measured, and shows how far it is. */
export async function waitFor(seconds: number, progress: Progress): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    const elapsed = (performance.now() - startedMs) / 1000;
    if (elapsed >= seconds) return;
    progress.at(elapsed / seconds);
    await Bun.sleep(Math.min(redrawMs, (seconds - elapsed) * 1000));
  }
}
