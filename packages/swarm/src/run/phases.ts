import type { Mark } from '../report/run-report.ts';

/** The phases of a run, from what its processes say that they do. */
export class Phases {
  readonly #nowMs: () => number;
  readonly #marks: Mark[] = [];

  /** `nowMs`: from the start of the run. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** True when it is a new one. */
  begin(name: string): boolean {
    const current = this.#marks.at(-1);
    if (current?.name === name) return false;
    this.end();
    this.#marks.push({ kind: 'phase', name, about: name, atMs: this.#nowMs() });
    return true;
  }

  end(): void {
    const current = this.#marks.at(-1);
    if (current !== undefined) current.endMs ??= this.#nowMs();
  }
}
