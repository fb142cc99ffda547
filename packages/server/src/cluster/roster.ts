import type { Clock, Timer } from '@eagre/protocol';
import type { BusMessage, ClusterBus, NodeMessage, Subscription } from '../bus/bus.ts';
import type { Limits } from '../limits.ts';
import { nodesSubject } from './subjects.ts';

/** What a node tells of itself. */
export interface NodeFigures {
  readonly version: string;
  /** Wall clock, ms. */
  readonly startedAt: number;
  readonly connections: number;
  readonly rooms: number;
  readonly draining: boolean;
}

export interface NodeEntry extends NodeFigures {
  readonly node: string;
}

/** A node that fell silent without a word: killed, cut off, or hanging. */
export interface GoneEntry extends NodeFigures {
  readonly node: string;
  /** Wall clock of this node, ms. */
  readonly lastHeardAt: number;
}

export interface RosterOptions {
  /** This node's name. */
  readonly node: string;
  readonly bus: ClusterBus;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'nodeTellMs' | 'nodeForgetMs' | 'nodeGoneMs' | 'nodesGone'>;
  readonly figures: () => NodeFigures;
  readonly report: (error: unknown, what: string) => void;
}

interface Heard {
  readonly figures: NodeFigures;
  readonly atMs: number;
}

/**
 * The nodes that this one knows to run: each tells of itself again and again, and who is silent is
 * gone. For people, and for work that one of all should do; nothing that must be right rests on it.
 */
export class Roster {
  readonly #options: RosterOptions;
  readonly #others = new Map<string, Heard>();
  readonly #gone = new Map<string, Heard>();
  readonly #subscription: Subscription;
  readonly #timer: Timer;
  #hasNamesake = false;

  constructor(options: RosterOptions) {
    const { bus, clock, limits } = options;
    this.#options = options;
    this.#subscription = bus.subscribe(nodesSubject, (message) => this.#take(message));
    this.#timer = clock.every(limits.nodeTellMs, () => this.#tell());
    this.#tell();
  }

  /** This node and the others that were heard of lately, by name. */
  nodes(): NodeEntry[] {
    this.#forgetSilent();
    const { node, figures } = this.#options;
    const others = [...this.#others].map(([name, heard]) => ({ node: name, ...heard.figures }));
    return [{ node, ...figures() }, ...others].sort((a, b) => (a.node < b.node ? -1 : 1));
  }

  /** Names of the others. */
  others(): string[] {
    this.#forgetSilent();
    return [...this.#others.keys()];
  }

  /** Nodes that fell silent lately, those that were heard of last first. */
  gone(): GoneEntry[] {
    this.#forgetSilent();
    const { clock } = this.#options;
    const startedAt = clock.now() - clock.monotonicMs();
    return [...this.#gone]
      .sort(([, a], [, b]) => b.atMs - a.atMs)
      .map(([node, { figures, atMs }]) => ({
        ...{ node, ...figures },
        lastHeardAt: Math.round(startedAt + atMs),
      }));
  }

  /** Of all nodes that know of each other exactly one is the first. */
  isFirst(): boolean {
    return this.others().every((other) => this.#options.node < other);
  }

  /** The others need not wait until they miss this node. */
  close(): void {
    this.#timer.cancel();
    this.#subscription.cancel();
    this.#publish({ leaving: true });
  }

  #tell(): void {
    this.#publish({});
  }

  #publish(more: { leaving?: true }): void {
    const { bus, node, figures } = this.#options;
    bus.publish(nodesSubject, {
      type: 'node',
      node,
      figures: JSON.stringify(figures()),
      ...more,
    });
  }

  #take(message: BusMessage): void {
    if (message.type !== 'node') return;
    const { node, clock } = this.#options;
    if (message.node === node) this.#takeNamesake(message);
    else if (message.leaving) {
      this.#others.delete(message.node);
      this.#gone.delete(message.node);
    } else {
      const isNew = !this.#others.has(message.node);
      const figures = JSON.parse(message.figures) as NodeFigures;
      this.#others.set(message.node, { figures, atMs: clock.monotonicMs() });
      this.#gone.delete(message.node);
      // Who has just come knows nobody yet.
      if (isNew) this.#tell();
    }
  }

  /**
   * Own messages come back within this process, with own figures. Others under this name are another
   * process: what both tell of rooms would be taken for one node's.
   */
  #takeNamesake({ figures }: Extract<NodeMessage, { type: 'node' }>): void {
    const { startedAt } = JSON.parse(figures) as NodeFigures;
    if (startedAt === this.#options.figures().startedAt || this.#hasNamesake) return;
    this.#hasNamesake = true;
    const { node, report } = this.#options;
    report(
      new Error(`another node is named ${node}: counts of rooms will be wrong; set \`node\``),
      'names of nodes',
    );
  }

  #forgetSilent(): void {
    const { clock, limits } = this.#options;
    const oldestMs = clock.monotonicMs() - limits.nodeForgetMs;
    for (const [name, heard] of this.#others) {
      if (heard.atMs >= oldestMs) continue;
      this.#others.delete(name);
      this.#gone.set(name, heard);
    }
    const goneMs = clock.monotonicMs() - limits.nodeGoneMs;
    for (const [name, { atMs }] of this.#gone) {
      if (atMs < goneMs || this.#gone.size > limits.nodesGone) this.#gone.delete(name);
    }
  }
}
