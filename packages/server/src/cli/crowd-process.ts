import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@eagre/protocol';
import type { CrowdOrder, CrowdState, NodeCrowd } from '../api/crowd-desk.ts';
import { limits } from '../limits.ts';

/** Where the repository has the load tool. */
const tool = join(import.meta.dir, '../../../swarm/src/main.ts');

interface Running {
  readonly order: CrowdOrder;
  readonly endsAt: number;
  readonly child: Bun.Subprocess<'pipe', 'ignore', 'pipe'>;
  readonly over: Promise<void>;
  /** It was told to go. */
  isLeaving: boolean;
}

/** Undefined where the load tool is not: in an executable, for one. */
export function crowdProcesses(clock: Clock): ((url: () => string) => NodeCrowd) | undefined {
  return existsSync(tool) ? (url) => new CrowdProcess(url, clock) : undefined;
}

/** A crowd is a process of its own, so that it takes nothing from the server it looks at. */
export class CrowdProcess implements NodeCrowd {
  readonly #url: () => string;
  readonly #clock: Clock;
  #running: Running | undefined;
  #error: string | undefined;
  /** Orders one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(url: () => string, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  bring(order: CrowdOrder, url?: string): Promise<CrowdState> {
    return this.#inTurn(async () => {
      await this.#end();
      this.#start(order, url ?? this.#url());
      return this.state();
    });
  }

  sendAway(): Promise<CrowdState> {
    return this.#inTurn(async () => {
      await this.#end();
      this.#error = undefined;
      return this.state();
    });
  }

  state(): CrowdState {
    const error = this.#error === undefined ? {} : { error: this.#error };
    if (this.#running === undefined) return { running: false, ...error };
    const { order, endsAt } = this.#running;
    return { running: true, room: order.room, devices: order.devices, endsAt };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  #start(order: CrowdOrder, url: string): void {
    const { room, devices, minutes } = order;
    const flags = { url, room, devices, minutes };
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = Bun.spawn(
      [process.execPath, tool, 'crowd', ...args, '--no-host', '--with-stdin'],
      {
        // Its end tells the crowd that this process is gone, even if it was killed.
        stdio: ['pipe', 'ignore', 'pipe'],
      },
    );
    this.#error = undefined;
    const running: Running = {
      order,
      child,
      endsAt: this.#clock.now() + minutes * 60_000,
      over: this.#watch(child),
      isLeaving: false,
    };
    this.#running = running;
  }

  async #watch(child: Running['child']): Promise<void> {
    const said = await lastLine(child.stderr);
    const code = await child.exited;
    const isAwaited = this.#running?.isLeaving;
    this.#running = undefined;
    if (code !== 0 && !isAwaited) this.#error = said || `the crowd ended with code ${code}`;
  }

  async #end(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    running.isLeaving = true;
    running.child.kill('SIGTERM');
    const kill = this.#clock.setTimer(limits.crowdGoMs, () => running.child.kill('SIGKILL'));
    await running.over;
    kill.cancel();
  }
}

/**
 * Reads to the end and keeps the last line; what is indented below it only explains it. Colours are
 * taken off: under CI, or where they are forced, the tool has them in a pipe too.
 */
async function lastLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let tail = '';
  for await (const chunk of stream) {
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-limits.crowdSaidChars);
  }
  return (
    Bun.stripANSI(tail)
      .split('\n')
      .findLast((line) => /^\S/.test(line)) ?? ''
  );
}
