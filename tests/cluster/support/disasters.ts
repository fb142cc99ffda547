import type { Connection as NetworkConnection, SeededRandom } from '@eagre/testkit';
import type { ClusterWorld } from './cluster-world.ts';
import { stall } from './line.ts';
import { calmRoutes } from './sim-routes.ts';
import { calmStore } from './sim-store.ts';
import type { Weather } from './weather.ts';

/** What goes wrong, by chance, one thing after another and several at a time. */
export class Disasters {
  readonly #world: ClusterWorld;
  readonly #random: SeededRandom;
  readonly #all: readonly (() => void)[];
  /** Dead lines of devices. */
  readonly #stalled: NetworkConnection[] = [];
  /** Nodes that stop or start. */
  readonly #starts = new Set<Promise<void>>();
  #isOver = false;

  constructor(world: ClusterWorld, { bus, store, nodes, devices, lines }: Weather) {
    this.#world = world;
    this.#random = world.random.fork();
    this.#all = [
      ...(bus ? [() => this.#lose(), () => this.#slowBus(), () => this.#part()] : []),
      ...(store ? [() => this.#storeDown(), () => this.#badStore(), () => this.#slowStore()] : []),
      ...(nodes ? [() => this.#crash(), () => this.#stop(), () => this.#pause()] : []),
      ...(devices ? [() => this.#cut(), () => this.#restart(), () => this.#crashDevice()] : []),
      ...(lines ? [() => this.#stall(), () => this.#jam()] : []),
    ];
  }

  step(): void {
    if (this.#all.length > 0) this.#random.pick(this.#all)();
  }

  /** Nothing is wrong any more, but for what must be found out: connections to nobody are noticed. */
  async heal(): Promise<void> {
    this.#isOver = true;
    const { storeFaults, routes, network, nodes, dead, names, trace } = this.#world;
    trace.act('everything heals');
    Object.assign(storeFaults, calmStore);
    Object.assign(routes.faults, calmRoutes);
    routes.heal();
    for (const { process } of nodes.values()) process.resume();
    for (const line of network.connections) {
      line.heal('toServer');
      line.heal('toDevice');
    }
    for (const { lines } of nodes.values()) for (const line of lines) line.drain();
    for (const line of this.#stalled) line.cut();
    for (const node of dead) node.cutAll();
    await this.#world.during(this.#allRun(names));
  }

  async #allRun(names: readonly string[]): Promise<void> {
    await Promise.all(this.#starts);
    for (const name of names) if (!this.#world.nodes.has(name)) await this.#world.start(name);
  }

  #act(text: string): void {
    this.#world.trace.act(text);
  }

  /** Ends what was begun, unless all is healed by then. */
  #later(mostMs: number, fn: () => void): void {
    this.#world.clock.setTimer(50 + this.#random.next() * mostMs, () => {
      if (!this.#isOver) fn();
    });
  }

  #lose(): void {
    const { faults } = this.#world.routes;
    faults.loss = this.#random.pick([0.1, 0.5, 1]);
    this.#act(`the bus loses ${faults.loss * 100} % of messages`);
    this.#later(4000, () => {
      faults.loss = 0;
      this.#act('the bus loses nothing');
      if (this.#random.chance(0.3)) this.#world.routes.tellOfLoss();
    });
  }

  #slowBus(): void {
    const { faults } = this.#world.routes;
    faults.mostDelayMs = this.#random.pick([30, 300, 2000]);
    this.#act(`messages between nodes take up to ${faults.mostDelayMs} ms`);
    this.#later(5000, () => Object.assign(faults, { mostDelayMs: calmRoutes.mostDelayMs }));
  }

  #part(): void {
    const { names, routes } = this.#world;
    const apart = this.#random.shuffle(names).slice(0, 1 + this.#random.int(names.length));
    const isTold = this.#random.chance(0.5);
    routes.part(apart, isTold);
    this.#act(`${apart.join(', ')} cut off from the others${isTold ? '' : ', and not told'}`);
    this.#later(6000, () => {
      routes.heal();
      this.#act('all nodes reach each other');
    });
  }

  #storeDown(): void {
    const { storeFaults } = this.#world;
    storeFaults.isDown = true;
    this.#act('the store is down');
    this.#later(3000, () => {
      storeFaults.isDown = false;
      this.#act('the store is there');
    });
  }

  #badStore(): void {
    const { storeFaults } = this.#world;
    Object.assign(storeFaults, { refusal: 0.2, lostAnswer: 0.3 });
    this.#act('the store refuses and loses answers');
    this.#later(4000, () => Object.assign(storeFaults, { refusal: 0, lostAnswer: 0 }));
  }

  #slowStore(): void {
    const { storeFaults } = this.#world;
    storeFaults.mostDelayMs = this.#random.pick([20, 100, 500]);
    this.#act(`the store takes up to ${storeFaults.mostDelayMs} ms each way`);
    this.#later(5000, () => Object.assign(storeFaults, { mostDelayMs: calmStore.mostDelayMs }));
  }

  #crash(): void {
    const node = this.#world.anyNode();
    if (node === undefined) return;
    this.#world.crash(node.name, this.#random.chance(0.7));
    this.#startSoon(node.name);
  }

  #stop(): void {
    const node = this.#world.anyNode();
    if (node === undefined) return;
    const stopped = this.#world.stop(node.name, this.#random.pick([0, 300, 1000]));
    this.#keep(stopped.then(() => this.#startSoon(node.name)));
  }

  #pause(): void {
    const node = this.#world.anyNode();
    if (node === undefined) return;
    node.process.pause();
    this.#act(`${node.name} stands still`);
    this.#later(4000, () => {
      node.process.resume();
      this.#act(`${node.name} goes on`);
    });
  }

  #startSoon(name: string): void {
    this.#later(2000, () => this.#keep(this.#world.start(name)));
  }

  #keep(promise: Promise<void>): void {
    this.#starts.add(promise);
    const done = () => this.#starts.delete(promise);
    promise.then(done, done);
  }

  #anyDevice() {
    return this.#random.pick(this.#world.devices);
  }

  #cut(): void {
    const device = this.#anyDevice();
    this.#act(`the line of ${device.name} is cut`);
    device.line?.cut();
  }

  #stall(): void {
    const { name, line } = this.#anyDevice();
    if (line === undefined) return;
    this.#act(`the line of ${name} is dead and nobody knows`);
    stall(line);
    this.#stalled.push(line);
  }

  #jam(): void {
    const lines = this.#world.running.flatMap(({ lines }) => [...lines]).filter((l) => l.isOpen);
    if (lines.length === 0) return;
    const line = this.#random.pick(lines);
    this.#act('a device reads nothing for a while');
    line.jam();
    this.#later(3000, () => line.drain());
  }

  #restart(): void {
    const device = this.#anyDevice();
    this.#act(`${device.name} starts anew`);
    void device.restart();
  }

  #crashDevice(): void {
    const device = this.#anyDevice();
    this.#act(`${device.name} crashes`);
    device.crash();
  }
}
