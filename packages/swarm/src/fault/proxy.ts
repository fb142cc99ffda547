import { fileURLToPath } from 'node:url';
import type { Random } from '@eagre/protocol';
import type { ChildProcess } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import type { Address } from '../device/fleet.ts';
import { openFileLimit } from '../target/file-limit.ts';
import { startLocal } from '../target/local-command.ts';
import type { ProxyAnswer, ProxyCommand } from './proxy/proxy-command.ts';
import type { CutHow, ProxyFault } from './proxy/proxy-fault.ts';
import type { ProxyStats } from './proxy/proxy-server.ts';

export interface FaultProxyOptions {
  /** The only core on which it runs, from 0. */
  core?: number;
}

const main = fileURLToPath(new URL('./proxy-main.ts', import.meta.url));
const host = '127.0.0.1';
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
const startsWithinMs = 10_000;
const answersWithinMs = 10_000;
/** Files of the proxy's process that are no connections, with room to spare. */
const otherFiles = 100;

/** Connections that one proxy can pass on: each is two of its open files. */
export function mostProxyLines(): number {
  return Math.floor((openFileLimit() - otherFiles) / 2);
}

/**
 * A TCP proxy in front of a server of this machine, in a process of its own: what goes through it can
 * be slowed, throttled, stalled, cut and refused. Bytes are never lost or swapped within a connection
 * that lives; what is held back is bounded, and felt by the sender.
 */
export class FaultProxy implements AsyncDisposable {
  readonly host = host;
  readonly port: number;
  readonly #child: ChildProcess;
  #nextCall = 0;

  /** Errors: the target is not of this machine. */
  static async start(
    target: Address,
    random: Random,
    options: FaultProxyOptions = {},
  ): Promise<FaultProxy> {
    assertLocal(target);
    const seed = Math.floor(random.next() * 2 ** 32);
    const command = [process.execPath, main, target.host, `${target.port}`, `${seed}`];
    const child = startLocal(command, options);
    try {
      const [, port] = await child.waitForLine(/^listening (\d+)$/, startsWithinMs);
      return new FaultProxy(child, Number(port));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Puts a fault on its share of the connections, those to come included, until it is lifted. */
  async put(fault: ProxyFault): Promise<{ lines: number; lift: () => Promise<void> }> {
    const id = this.#nextCall;
    const { lines } = await this.#call({ cmd: 'put', id, fault });
    return { lines, lift: async () => void (await this.#call({ cmd: 'lift', id })) };
  }

  /** Cuts a share of the connections that are there, evenly over a time. Gives how many it cut. */
  async cut(share: number, how: CutHow = 'reset', overMs = 0): Promise<number> {
    return (await this.#call({ cmd: 'cut', share, overMs, how }, overMs)).lines;
  }

  /** New connections are reset at once, or taken again. */
  async refuse(on: boolean): Promise<void> {
    await this.#call({ cmd: 'refuse', on });
  }

  /** Takes every fault off; connections stay. */
  async heal(): Promise<void> {
    await this.#call({ cmd: 'heal' });
  }

  async stats(): Promise<ProxyStats> {
    return (await this.#call({ cmd: 'stats' })).stats as ProxyStats;
  }

  async stop(): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #call(command: ProxyCommand, takesMs = 0): Promise<ProxyAnswer> {
    const call = this.#nextCall;
    this.#nextCall += 1;
    this.#child.writeLine(JSON.stringify({ call, ...command }));
    const pattern = new RegExp(`^answer ${call} (.*)$`);
    const [, answer = ''] = await this.#child.waitForLine(pattern, answersWithinMs + takesMs);
    return JSON.parse(answer) as ProxyAnswer;
  }
}

/** Faults are for machines that are ours: this one. */
export function assertLocal({ host, port }: Address): void {
  if (loopback.test(host)) return;
  throw new UsageError(
    `faults are for servers of this machine: ${host}:${port} is not on the loopback address ` +
      '(127.0.0.1); run the tool where the server runs',
  );
}
