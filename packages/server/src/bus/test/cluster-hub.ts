import type { BusMessage, ClusterBus, Subscription } from '../bus.ts';
import { MemoryBus } from '../bus-memory.ts';

type Watcher = (connected: boolean) => void;

interface Line {
  readonly local: MemoryBus;
  readonly watchers: Set<Watcher>;
  readonly waiting: Set<() => void>;
  connected: boolean;
}

/** A bus between nodes without delay, from which each node can be cut. */
export class ClusterHub {
  /** Decides for each message between two nodes whether it is lost. */
  loses: (message: BusMessage, to: string) => boolean = () => false;
  readonly #lines = new Map<string, Line>();

  /** The bus as a node has it. */
  at(node: string): ClusterBus {
    const line: Line = {
      local: new MemoryBus(),
      watchers: new Set(),
      waiting: new Set(),
      connected: true,
    };
    this.#lines.set(node, line);
    return {
      get connected() {
        return line.connected;
      },
      publish: (subject, message) => this.#publish(line, subject, message),
      subscribe: (subject, handler) => line.local.subscribe(subject, handler),
      settled: () =>
        line.connected ? Promise.resolve() : new Promise((done) => line.waiting.add(done)),
      watch: (changed) => watching(line.watchers, changed),
      close: () => line.local.close(),
    };
  }

  cut(node: string): void {
    this.#set(node, false);
  }

  heal(node: string): void {
    this.#set(node, true);
  }

  #publish(from: Line, subject: string, message: BusMessage): void {
    from.local.publish(subject, message);
    if (!from.connected) return;
    for (const [name, to] of this.#lines) {
      if (to === from || !to.connected || this.loses(message, name)) continue;
      to.local.publish(subject, message);
    }
  }

  #set(node: string, connected: boolean): void {
    const line = this.#lines.get(node);
    if (line === undefined || line.connected === connected) return;
    line.connected = connected;
    for (const watcher of line.watchers) watcher(connected);
    if (!connected) return;
    for (const done of line.waiting) done();
    line.waiting.clear();
  }
}

function watching(watchers: Set<Watcher>, changed: Watcher): Subscription {
  watchers.add(changed);
  return { cancel: () => watchers.delete(changed) };
}
