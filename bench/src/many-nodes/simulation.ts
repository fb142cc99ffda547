import type { UserId } from '@eagre/protocol';
import { limits } from '@eagre/server/src/limits.ts';
import { MemoryStore } from '@eagre/server/src/timeline/memory/memory-store.ts';
import { SeededRandom } from '@eagre/testkit';
import type { Verdict } from '../cli/scenario.ts';
import { countersAre, countsAre, inTime, onePerWindow, reliableIs, withinCap } from './checks.ts';
import { type Costs, measuredCosts } from './costs.ts';
import { type MeasuredNodes, measured } from './measured.ts';
import { Network, newTraffic } from './network.ts';
import { app, Node } from './node.ts';
import { Threads } from './threads.ts';
import { noTraffic, type Rates, Traffic } from './traffic.ts';

export interface SimulationOptions {
  readonly nodes: number;
  readonly devicesPerNode: number;
  /** Of the show that is measured. */
  readonly seconds: number;
  readonly seed: number;
  readonly rates: Rates;
  readonly costs?: Costs;
  /** What is done, and how much of it, 0 to 1. */
  readonly progress?: (what: string, share: number) => void;
}

export interface SimulationResult {
  readonly figures: MeasuredNodes;
  readonly verdicts: readonly Verdict[];
}

/** From node to node through NATS, in one building. ms. */
const delayMs = { least: 0.2, most: 2 };
/** Devices more than are in the room, so that some can come; and those that may move. */
const spareShare = 0.05;
const moverShare = 0.02;
const enterBeatMs = 10;
const fillMs = 5000;
/** Everybody has been told of everybody. */
const restMs = 4000;
/** Sums of taps are exact when nobody has tapped for some commits and they were compared since. */
const sumsRestMs = 3 * limits.roomCommitMs + limits.roomCheckMs + 2000;
const cardEveryMs = 2000;
/** The counts must be right so long after the last change (invariant 9). */
const convergeMs = 2000;

/** One room on many nodes, in one process without a network: see docs/capacity.md. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #threads = new Threads();
  readonly #random: SeededRandom;
  readonly #nodes: Node[];
  readonly #traffic: Traffic;
  readonly #errors: unknown[] = [];
  #cards = 0;

  constructor(options: SimulationOptions) {
    const { nodes, seed, costs = measuredCosts } = options;
    this.#options = options;
    this.#random = new SeededRandom(seed);
    const random = this.#random;
    const report = (error: unknown) => void this.#errors.push(error);
    const network = new Network({ random: random.fork(), costs, delayMs, report });
    const store = new MemoryStore(this.#threads.start().now());
    this.#nodes = Array.from({ length: nodes }, (_, i) => {
      const thread = this.#threads.start();
      return new Node({
        ...{ name: `n${i + 1}`, thread, network, store, costs, report },
        random: random.fork(),
      });
    });
    this.#traffic = new Traffic({ nodes: this.#nodes, random: random.fork(), costs, report });
  }

  /** Everybody comes in. */
  async fill(): Promise<void> {
    const { devicesPerNode } = this.#options;
    const beats = fillMs / enterBeatMs;
    for (const node of this.#nodes) {
      for (let beat = 0; beat < beats; beat += 1) {
        const from = Math.floor((devicesPerNode * beat) / beats);
        const to = Math.floor((devicesPerNode * (beat + 1)) / beats);
        node.thread.at(beat * enterBeatMs, () => this.#enterSome(node, from, to));
      }
      node.thread.at(fillMs, () => this.#spare(node, Math.ceil(devicesPerNode * spareShare)));
    }
    await this.#run(fillMs + restMs, 'devices enter');
  }

  /** The show; then everything comes to rest and is compared. */
  async show(): Promise<SimulationResult> {
    const { seconds, rates } = this.#options;
    const spanMs = seconds * 1000;
    const [first] = this.#nodes as [Node];
    const { windowMs, displayPerSecond } = first.room.tier;
    const quiet = { ...rates, changes: 0 };
    this.#traffic.rates = quiet;
    this.#traffic.start();
    await this.#run(2 * windowMs + 1000, 'the show begins');
    this.#restart();
    this.#cardsUntil(this.#threads.nowMs + spanMs);
    await this.#run(spanMs * 0.25, 'the show');
    this.#traffic.rates = rates;
    await this.#run(spanMs * 0.5, 'enters and leaves');
    this.#traffic.rates = quiet;
    await this.#run(convergeMs, 'the show');
    const verdicts = [countsAre(this.#nodes, `${convergeMs / 1000} s after the last change`)];
    await this.#run(Math.max(0, spanMs * 0.25 - convergeMs), 'the show');
    const measuredMs = spanMs * 0.75 + Math.max(convergeMs, spanMs * 0.25);
    const figures = measured(this.#nodes, measuredMs, windowMs);
    verdicts.push(
      onePerWindow(this.#nodes, windowMs),
      withinCap(this.#nodes, displayPerSecond, windowMs),
      inTime(this.#nodes, windowMs, delayMs.most),
    );
    this.#traffic.rates = noTraffic;
    await this.#run(sumsRestMs, 'the end');
    const { head } = first.room.feed.log;
    verdicts.push(reliableIs(this.#nodes, head), countersAre(this.#nodes, this.#traffic.tapped));
    verdicts.push(countsAre(this.#nodes, `at the end, after ${this.#traffic.moves} moves`));
    verdicts.push(this.#errorsAre());
    if (head !== this.#cards) {
      verdicts.push({ ok: false, text: `the log has ${head} of ${this.#cards} cards` });
    }
    await this.#close();
    return { figures, verdicts };
  }

  #enterSome(node: Node, from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      const mayMove = this.#random.chance(moverShare);
      const device = node.connect(`${node.name}.${i}`, mayMove);
      if (mayMove) this.#traffic.mayMove(node, device);
      node.enter(device).catch((error) => void this.#errors.push(error));
    }
  }

  #spare(node: Node, count: number): void {
    for (let i = 0; i < count; i += 1) node.keepOutside(node.connect(`${node.name}.s${i}`, false));
  }

  /** Item cards of the shop: on any node, and now and then on two at once. */
  #cardsUntil(endMs: number): void {
    const startMs = this.#threads.nowMs;
    for (let atMs = startMs; atMs < endMs; atMs += cardEveryMs) {
      const [one, other] = this.#random.shuffle(this.#nodes) as [Node, Node];
      const nodes = this.#random.chance(0.5) ? [one, other] : [one];
      for (const node of nodes) node.thread.at(atMs, () => this.#card(node));
      this.#cards += nodes.length;
    }
  }

  #card(node: Node): void {
    const shop = { app, user: 'shop' as UserId, backend: true };
    const body = { itemId: `sku-${this.#cards}`, title: 'Kettle' };
    node.services.speech
      .say(node.room, shop, { kind: 'item', body, class: 'reliable' })
      .catch((error) => void this.#errors.push(error));
  }

  #restart(): void {
    for (const { bus, reader, thread, room } of this.#nodes) {
      bus.traffic = newTraffic();
      reader.restart();
      thread.busyMs = 0;
      room.delivered.longestFlushMs = 0;
    }
  }

  #errorsAre(): Verdict {
    const [first] = this.#errors;
    if (first === undefined) return { ok: true, text: 'no node reported an error' };
    return { ok: false, text: `nodes reported ${this.#errors.length} errors, first: ${first}` };
  }

  async #close(): Promise<void> {
    const closed = Promise.all(this.#nodes.map((node) => node.close()));
    await this.#threads.runTo(this.#threads.nowMs + 1000);
    await closed;
  }

  /** In steps, to tell how far it is. */
  async #run(spanMs: number, what: string): Promise<void> {
    const startMs = this.#threads.nowMs;
    const steps = Math.max(1, Math.ceil(spanMs / 250));
    for (let step = 1; step <= steps; step += 1) {
      await this.#threads.runTo(startMs + (spanMs * step) / steps);
      this.#options.progress?.(what, step / steps);
    }
  }
}
