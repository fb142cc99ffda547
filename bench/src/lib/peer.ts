import { ChildProcess } from '@eagre/testkit';
import { onExit } from './cleanup.ts';
import { pinned, serverCore } from './cores.ts';

export interface PeerOptions {
  /** It has something to write at its end (a profile), so it is asked before it is killed. */
  endsItself?: boolean;
  core?: number;
  env?: Readonly<Record<string, string>>;
}

/** A program on the server's core, ended with this process whatever happens. */
export class Peer {
  readonly child: ChildProcess;
  readonly #end: () => Promise<void>;

  private constructor(child: ChildProcess, endsItself: boolean) {
    this.child = child;
    this.#end = onExit(async () => {
      if (endsItself) await child.stop(stopGraceMs).catch(() => {});
      await child[Symbol.asyncDispose]();
    });
  }

  static start(command: readonly string[], options: PeerOptions = {}): Peer {
    const { endsItself = false, core = serverCore, env = {} } = options;
    return new Peer(ChildProcess.start(pinned(core, command), { env }), endsItself);
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

  /** Its own memory in the machine, without what the kernel holds for its sockets. Bytes. */
  residentBytes(): number {
    const { stdout } = Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(this.child.pid)]);
    const kilobytes = Number(stdout.toString().trim());
    if (!(kilobytes > 0)) throw new Error(`ps tells no memory of process ${this.child.pid}`);
    return kilobytes * 1024;
  }
}

/** A server drains within this; the bench has no use for what it would still say. */
const stopGraceMs = 4000;

/** A script of this package, from the root of the repository. */
export function pathOf(relative: string): string {
  return new URL(`../../../${relative}`, import.meta.url).pathname;
}
