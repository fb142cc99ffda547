import { renameSync, writeFileSync } from 'node:fs';
import { UsageError } from '../cli/usage-error.ts';

/** Debian's place, of each architecture, and that of other systems. */
const libraries = [
  new Bun.Glob('lib/*/faketime/libfaketimeMT.so.1'),
  new Bun.Glob('{lib,lib64}/faketime/libfaketimeMT.so.1'),
];

/** How long the library goes on with what it read. It counts in whole seconds. */
const readEverySeconds = 1;
/** A jump is seen by then. */
export const clockSeenWithinMs = (readEverySeconds + 1) * 1000;

export function fakeTimeLibrary(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const found = libraries.flatMap((glob) => [...glob.scanSync({ cwd: '/usr', absolute: true })]);
  return found[0];
}

/** Why no clock can be made to jump here, or undefined when one can. */
export function whyNoMovableClock(): string | undefined {
  if (fakeTimeLibrary() !== undefined) return undefined;
  return 'the library that moves a clock is missing: `apt-get install libfaketime` puts it there';
}

/**
 * The wall clock of a child process, ahead or behind by any time. Only the wall clock: what measures
 * durations goes on, as when somebody sets a machine's clock.
 */
export class MovableClock {
  readonly #file: string;
  readonly env: Readonly<Record<string, string>>;
  #offsetMs = 0;

  /** `file`: where the child reads the time from; written here. */
  constructor(file: string) {
    const library = fakeTimeLibrary();
    if (library === undefined) throw new UsageError(whyNoMovableClock());
    this.#file = file;
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_CACHE_DURATION: `${readEverySeconds}`,
    };
    this.#write();
  }

  /** Of the child's clock, before ours. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  jump(ms: number): void {
    this.#offsetMs += ms;
    this.#write();
  }

  /** In one step: half a line would be another time. */
  #write(): void {
    const seconds = (this.#offsetMs / 1000).toFixed(3);
    writeFileSync(`${this.#file}.next`, this.#offsetMs < 0 ? seconds : `+${seconds}`);
    renameSync(`${this.#file}.next`, this.#file);
  }
}
