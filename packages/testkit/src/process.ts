import type { Subprocess } from 'bun';

export interface StartOptions {
  readonly cwd?: string;
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How much of a child's output is kept for error messages. */
const keptLines = 500;
const shownLines = 40;

interface LineWaiter {
  readonly pattern: RegExp;
  readonly found: (match: RegExpMatchArray) => void;
}

/**
 * A program under test in its own process: wait for a line to know that it is ready, kill it as a
 * crash would, and see what it said when something fails.
 *
 *     await using server = ChildProcess.start(['bun', 'main.ts']);
 *     const [, port] = await server.waitForLine(/listening on port (\d+)/);
 */
export class ChildProcess implements AsyncDisposable {
  readonly #command: string;
  readonly #process: Subprocess<'pipe', 'pipe', 'pipe'>;
  readonly #lines: string[] = [];
  readonly #waiters = new Set<LineWaiter>();
  readonly #outputEnd: Promise<unknown>;

  static start(command: readonly string[], options: StartOptions = {}): ChildProcess {
    return new ChildProcess(command, options);
  }

  private constructor(command: readonly string[], options: StartOptions) {
    this.#command = command.join(' ');
    this.#process = Bun.spawn([...command], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      env: { ...process.env, ...options.env },
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    this.#outputEnd = Promise.all([
      this.#collect(this.#process.stdout),
      this.#collect(this.#process.stderr),
    ]);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The exit code once it ended; a signal counts as 128 + its number. */
  get exited(): Promise<number> {
    return this.#process.exited;
  }

  /** Its exit code when it has ended already, else null. */
  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  /** Until it has ended, by itself or by a signal. */
  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The last lines of stdout and stderr, as they came. */
  get output(): string {
    return this.#lines.join('\n');
  }

  writeLine(line: string): void {
    this.#process.stdin.write(`${line}\n`);
    this.#process.stdin.flush();
  }

  /** The first line, past or future, of stdout or stderr that matches. */
  async waitForLine(pattern: RegExp, timeoutMs = 10_000): Promise<RegExpMatchArray> {
    for (const line of this.#lines) {
      const match = line.match(pattern);
      if (match) return match;
    }
    const { promise, resolve, reject } = Promise.withResolvers<RegExpMatchArray>();
    const waiter = { pattern, found: resolve };
    this.#waiters.add(waiter);
    const timer = setTimeout(
      () => reject(this.#failure(`did not print ${pattern} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    // Its last lines may still be in the pipe when it has ended: read to the end before giving up.
    this.#ended().then(
      (code) => reject(this.#failure(`ended with code ${code} before it printed ${pattern}`)),
      reject,
    );
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  /** kill -9: no handler runs, as in a crash or a power cut. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process.exited;
  }

  /** Asks it to stop (SIGTERM) and gives its exit code; fails, and kills it, after the grace. */
  async stop(graceMs = 5_000): Promise<number> {
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), graceMs);
    const code = await this.#ended();
    clearTimeout(timer);
    if (this.#process.signalCode === 'SIGKILL') {
      throw this.#failure(`did not stop within ${graceMs} ms of SIGTERM and was killed`);
    }
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.running) await this.kill();
  }

  async #ended(): Promise<number> {
    const code = await this.#process.exited;
    await this.#outputEnd;
    return code;
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line);
    }
    if (rest !== '') this.#onLine(rest);
  }

  #onLine(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
    for (const { pattern, found } of this.#waiters) {
      const match = line.match(pattern);
      if (match) found(match);
    }
  }

  #failure(what: string): Error {
    const tail = this.#lines.slice(-shownLines).map((line) => `  | ${line}`);
    const said = tail.length === 0 ? '  (it printed nothing)' : tail.join('\n');
    return new Error(`\`${this.#command}\` ${what}; its last output:\n${said}`);
  }
}
