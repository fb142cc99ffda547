import { groupOf } from '@eagre/protocol';
import { newFeedCounts } from '@eagre/server/src/bus/feed/feed-counts.ts';
import type { SeededRandom } from '@eagre/testkit';
import { Backend } from './backend.ts';
import { ClusterWorld } from './cluster-world.ts';
import { Disasters } from './disasters.ts';
import { People } from './people.ts';
import { repairedMs, StoredLogs } from './stored-logs.ts';
import { checkAnswered, checkSends } from './verdict-answers.ts';
import { checkInterest } from './verdict-interest.ts';
import { checkApplication, checkDelays } from './verdict-logs.ts';
import { checkCounters, checkCounts, checkRooms } from './verdict-rooms.ts';
import { checkRows } from './verdict-rows.ts';
import type { Weather } from './weather.ts';

export interface StoryOptions {
  readonly weather: Weather;
  readonly steps: number;
  /** Default: five. */
  readonly nodes?: number;
  readonly keepsTrace?: boolean;
}

const nodeNames = ['n1', 'n2', 'n3', 'n4', 'n5'];
/** Users with their devices. */
const people: readonly (readonly [string, ...string[]])[] = [
  ['ann', 'phone', 'desk', 'pad'],
  ['bob', 'phone', 'desk'],
  ['cid', 'phone', 'desk'],
  ['dee', 'phone'],
  ['eve', 'phone'],
];
const groups = ['write', 'read', 'auto', 'flip'] as const;
const rooms = ['show', 'sale'];

/** Time to heal after the faults are over: all devices are complete by then. ms. */
const healMs = 10_000;
/** What is sent in a healthy cluster is everywhere by then (mission M4). ms. */
const promptMs = 500;
/** A silent node is forgotten after 5 s, and all are told within a second or two. ms. */
const countedMs = 8000;
/** Counters of rooms are compared with the store now and then, when all nodes were quiet. ms. */
const settledMs = 25_000;

/** A room without devices is let go by then. ms. */
const idleMs = 12_000;

/** One world from its first node to its last: what its people did, what befell it, what came of it. */
export class Story {
  readonly world: ClusterWorld;
  readonly people: People;
  readonly backend: Backend;
  readonly disasters: Disasters;
  readonly #options: StoryOptions;
  readonly #random: SeededRandom;
  readonly #reached: Record<string, number> = {};

  constructor(random: SeededRandom, options: StoryOptions) {
    const { weather, keepsTrace = false, nodes = nodeNames.length } = options;
    const names = nodeNames.slice(0, nodes);
    this.#options = options;
    this.world = new ClusterWorld(random, { nodes: names, keepsTrace });
    this.people = new People(this.world, groups, rooms);
    this.backend = new Backend(this.world);
    this.disasters = new Disasters(this.world, weather);
    this.#random = random.fork();
  }

  /** How often what matters was met; of nodes that crashed only what others saw. */
  get reached(): Readonly<Record<string, number>> {
    return this.#reached;
  }

  /** Within what time entries must be with devices that are online; undefined: whoever knows. */
  get #mostDelayMs(): number | undefined {
    const { bus, store, nodes, lines } = this.#options.weather;
    if (store || nodes || lines) return undefined;
    return bus ? repairedMs : promptMs;
  }

  /** Within what time all devices know what is stored: what a jammed line holds comes when it comes. */
  get #noticedMs(): number {
    const { lines, nodes } = this.#options.weather;
    return lines || nodes ? Number.POSITIVE_INFINITY : (this.#mostDelayMs ?? repairedMs);
  }

  /** Rejects with all that was broken, and the schedule. */
  async run(): Promise<void> {
    try {
      await this.#begin();
      for (let i = 0; i < this.#options.steps; i += 1) await this.#step();
      await this.disasters.heal();
      await this.world.clock.advance(healMs);
      this.#judge('after the healing');
      this.#judgeRooms('after the healing');
      await this.#probe();
      await this.#loseNode();
      await this.world.clock.advance(settledMs);
      this.#judge('in the long run');
      this.#judgeCounters('in the long run');
      await this.#end();
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`${message}\nwhat happened:\n${this.world.trace.schedule()}`, {
        cause: error,
      });
    }
  }

  async #begin(): Promise<void> {
    const { world, backend } = this;
    for (const name of world.names) await world.during(world.start(name));
    const users = people.map(([user]) => user);
    for (const name of groups) {
      const node = world.anyNode();
      const members = this.#random.shuffle(users).slice(0, 3);
      const policy = name === 'flip' ? 'write' : name;
      if (node) await world.during(backend.makeGroup(node, name, policy, members));
    }
    for (const [user, ...devices] of people) for (const name of devices) world.device(user, name);
    await world.clock.advance(500);
  }

  async #step(): Promise<void> {
    await this.world.clock.advance(this.#random.next() ** 2 * 250);
    this.people.step();
    const dice = this.#random.int(100);
    if (dice < 6) this.backend.announce(this.#random.pick(rooms));
    else if (dice < 10) this.backend.set(this.#random.pick(rooms));
    else if (dice < 15) this.backend.flip('flip');
    else if (dice < 27) this.disasters.step();
    else if (dice < 30) this.backend.trim(this.#random.pick(groups), this.#random.int(8));
  }

  /** What is said now, in a healthy cluster, is everywhere at once. */
  async #probe(): Promise<void> {
    const { world } = this;
    for (const group of groups) {
      const logs = new StoredLogs(world, this.#noticedMs);
      const member = world.devices.find(
        ({ user }) => logs.spans(user).get(groupOf(group))?.at(-1)?.isOpen,
      );
      if (member === undefined) continue;
      const text = member.nextText();
      world.trace.act(`${member.name} sends "${text}" to ${group}`);
      this.people.begin(member.client.group(group).send(text), member.name);
    }
    for (const room of rooms) this.backend.announce(room);
    await world.clock.advance(promptMs);
    this.#judge('promptly');
    this.#judgeRooms('promptly');
  }

  /** Everybody soon knows who is where, though nobody says that the node is gone. */
  async #loseNode(): Promise<void> {
    const { world } = this;
    const node = world.anyNode();
    if (node === undefined) return;
    world.crash(node.name, true);
    await world.during(world.start(node.name));
    await world.clock.advance(countedMs);
    this.#fail('after the last crash', checkCounts(world, rooms));
  }

  async #end(): Promise<void> {
    const { world } = this;
    this.#countReached();
    world.close();
    await world.during(Promise.all(world.devices.map((device) => device.close())));
    await world.clock.advance(idleMs);
    world.expectIdle();
    for (const name of [...world.nodes.keys()]) await world.during(world.stop(name, 0));
    await world.clock.advance(5000);
    const { clock, network, faults } = world;
    if (clock.pendingTimers > 0) faults.push(`${clock.pendingTimers} timers are left`);
    if (network.openConnections > 0) faults.push(`${network.openConnections} lines are left`);
    this.#fail('in the end', [...faults, ...world.reported]);
  }

  #countReached(): void {
    const { world, people } = this;
    const add = (what: string, count: number) => {
      this.#reached[what] = (this.#reached[what] ?? 0) + count;
    };
    for (const { stations } of world.nodes.values()) {
      const { holes, repaired, lostTails, headsTold } = stations.feed?.counts ?? newFeedCounts();
      const { toRead, toWrite } = stations.conversation.switcher.counts;
      const all = { holes, repaired, lostTails, headsTold, 'auto switches': toRead + toWrite };
      for (const [what, count] of Object.entries(all)) add(what, count);
    }
    for (const { application } of world.devices) {
      add('entries', [...application.seen.values()].flat().length);
      add('personal messages', application.personals.length);
      add('gaps', application.gaps.length);
    }
    add('read marks', people.answered.reads.length);
    add('read marks asked for', people.readsCompared);
    add('recalls', people.answered.recalls.length);
    add('taps', people.answered.taps.length);
    add('crashes', world.dead.length);
    add('lost messages', world.routes.lost);
  }

  #judge(when: string): void {
    const { world, people, backend } = this;
    const mostDelayMs = this.#mostDelayMs;
    const logs = new StoredLogs(world, this.#noticedMs);
    const found = [...world.faults, ...world.reported, ...people.faults, ...backend.faults];
    for (const { user, name, application, seats, client } of world.devices) {
      const own = [
        ...(mostDelayMs === undefined ? [] : checkDelays(logs, application, mostDelayMs)),
        ...checkApplication(logs, user, application),
        ...checkSends(logs, user, application),
        ...seats.found(),
        ...(client.state === 'online' ? [] : [`is ${client.state}`]),
      ];
      found.push(...own.map((what) => `${name}: ${what}`));
    }
    found.push(
      ...checkInterest(world, groups, promptMs),
      ...checkRows(logs),
      ...checkAnswered(world, logs, people.answered),
    );
    this.#fail(when, found);
  }

  #judgeRooms(when: string): void {
    const { world, backend } = this;
    const logs = new StoredLogs(world, this.#noticedMs);
    const found = checkRooms(world, logs, backend, rooms);
    this.#fail(when, [...found, ...checkCounts(world, rooms)]);
  }

  #judgeCounters(when: string): void {
    const { world, people } = this;
    const { bus, nodes, devices, lines, store } = this.#options.weather;
    const retries = bus || nodes || devices || lines;
    const losses = world.dead.length > 0 || (nodes && store);
    this.#fail(when, checkCounters(world, people.answered, rooms, { retries, losses }));
  }

  #fail(when: string, found: readonly string[]): void {
    if (found.length > 0) throw new Error(`broken ${when}:\n  ${found.slice(0, 20).join('\n  ')}`);
  }
}
