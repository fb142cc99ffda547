import type { CutHow, ProxyFault } from './proxy-fault.ts';
import type { ProxyServer, ProxyStats } from './proxy-server.ts';

/** What the tool tells its proxy, one JSON object a line; `id` names a fault that is to be lifted. */
export type ProxyCommand =
  | { cmd: 'put'; id: number; fault: ProxyFault }
  | { cmd: 'lift'; id: number }
  | { cmd: 'cut'; share: number; overMs: number; how: CutHow }
  | { cmd: 'refuse'; on: boolean }
  | { cmd: 'heal' }
  | { cmd: 'stats' };

export interface ProxyAnswer {
  /** Connections that the command is about. */
  lines: number;
  stats?: ProxyStats;
}

/** Carries commands out on a proxy in this process. */
export class ProxyCommands {
  readonly #proxy: ProxyServer;
  readonly #faults = new Map<number, ProxyFault>();

  constructor(proxy: ProxyServer) {
    this.#proxy = proxy;
  }

  async run(command: ProxyCommand): Promise<ProxyAnswer> {
    const proxy = this.#proxy;
    switch (command.cmd) {
      case 'put':
        this.#faults.set(command.id, command.fault);
        return { lines: proxy.put(command.fault) };
      case 'lift':
        this.#lift(command.id);
        break;
      case 'cut':
        return { lines: await proxy.cut(command.share, command.overMs, command.how) };
      case 'refuse':
        proxy.refuse(command.on);
        break;
      case 'heal':
        proxy.heal();
        this.#faults.clear();
        break;
      case 'stats':
        return { lines: proxy.stats.lines, stats: proxy.stats };
    }
    return { lines: proxy.stats.lines };
  }

  #lift(id: number): void {
    const fault = this.#faults.get(id);
    if (fault !== undefined) this.#proxy.lift(fault);
    this.#faults.delete(id);
  }
}
