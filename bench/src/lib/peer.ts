import { ChildProcess } from '@eagre/testkit';
import { onExit } from './cleanup.ts';
import { pinned, serverCore } from './cores.ts';

export interface PeerOptions {
  core?: number;
  env?: Readonly<Record<string, string>>;
}

/** A program on the server's core, ended with this process whatever happens. */
export class Peer {
  readonly child: ChildProcess;
  readonly #end: () => Promise<void>;

  private constructor(child: ChildProcess) {
    this.child = child;
    this.#end = onExit(() => child[Symbol.asyncDispose]());
  }

  static start(command: readonly string[], options: PeerOptions = {}): Peer {
    const { core = serverCore, env = {} } = options;
    return new Peer(ChildProcess.start(pinned(core, command), { env }));
  }

  /** Asks it to end, then makes it. */
  async stop(): Promise<void> {
    await this.child.stop(stopGraceMs).catch(() => {});
    await this.#end();
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    await this.#end();
  }
}

/** What a process has of the machine's memory, without what the kernel holds for its sockets. */
export function residentBytesOf(pid: number): number {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(pid)]);
  const kilobytes = Number(stdout.toString().trim());
  if (!(kilobytes > 0)) throw new Error(`ps tells no memory of process ${pid}`);
  return kilobytes * 1024;
}

/** A server drains within this; the bench has no use for what it would still say. */
const stopGraceMs = 4000;

/** A script of this package, from the root of the repository. */
export function pathOf(relative: string): string {
  return new URL(`../../../${relative}`, import.meta.url).pathname;
}
