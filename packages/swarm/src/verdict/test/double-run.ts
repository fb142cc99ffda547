import { SeededRandom, until } from '@eagre/testkit';
import { Fleet } from '../../device/fleet.ts';
import { LedgerBooks } from '../../engine/ledger-books.ts';
import type { Load } from '../../engine/load.ts';
import { Meter } from '../../engine/meter.ts';
import { meterFleet } from '../../engine/metering.ts';
import { nowMs } from '../../engine/now.ts';
import { Population } from '../../engine/population.ts';
import type { Objectives } from '../../engine/scenario.ts';
import { Speaker } from '../../engine/speaker.ts';
import { SampleMerger } from '../../report/sample-merger.ts';
import { RoomsApi } from '../../target/rooms-api.ts';
import { collectFindings } from '../collect.ts';
import type { Findings } from '../findings.ts';
import { mergeFindings } from '../merge.ts';
import { roomFacts } from '../room-facts.ts';
import type { Verdict } from '../verdict.ts';
import { judge } from '../verdicts.ts';
import { type DoubleOptions, DoubleServer } from './double-server.ts';

const read = 'group:read';
const write = 'group:write';
const room = 'room:show';
const devicesEach = 3;

/** What a run does; each number is a count of messages in each process. */
export interface RunOptions extends DoubleOptions {
  processes?: number;
  /** Messages of the group that is read, of the one with copies, of a pair of users. */
  inGroup?: number;
  inCopies?: number;
  direct?: number;
  reliable?: number;
  chat?: number;
  taps?: number;
  /** Of all messages each so-manieth is one that the server refuses. */
  forbidden?: number;
  objectives?: Objectives;
  /** Waits no longer than this for answers. */
  settleMs?: number;
}

/** One process of a run. */
class Part {
  readonly fleet: Fleet;
  readonly books: LedgerBooks;
  readonly meter = new Meter();
  readonly abort = new AbortController();
  readonly population: Population;
  readonly speaker: Speaker;

  constructor(server: DoubleServer, index: number, of: number) {
    this.fleet = new Fleet(server);
    this.books = new LedgerBooks(this.fleet);
    meterFleet(this.fleet, this.meter);
    const load = {
      share: { index, of },
      random: new SeededRandom(index),
      fleet: this.fleet,
      meter: this.meter,
      books: this.books,
      signal: this.abort.signal,
      tokenFor: (user: string) => `double.${user}`,
    } as unknown as Load;
    this.population = new Population(load, usersOf(index));
    this.speaker = new Speaker(load);
  }

  /** All kinds of messages, a few at a time, as devices send them beside each other. */
  async speak(api: RoomsApi, options: RunOptions): Promise<void> {
    const { inGroup = 0, inCopies = 0, direct = 0, reliable = 0, chat = 0, taps = 0 } = options;
    const { devices } = this.population;
    const most = Math.max(inGroup, inCopies, direct, reliable, chat, taps);
    for (let i = 0; i < most; i += 1) {
      const device = devices[i % devices.length];
      if (device === undefined) return;
      const isForbidden = options.forbidden !== undefined && (i + 1) % options.forbidden === 0;
      const text = isForbidden ? 'forbidden' : `text ${i}`;
      const content = { kind: 'text', body: { text } };
      const due = nowMs();
      if (i < inGroup) this.speaker.send(device, read, content, due);
      if (i < inCopies) this.speaker.send(device, write, content, due);
      if (i < direct)
        this.speaker.send(device, directOf(devices.map(({ user }) => user)), content, due);
      if (i < reliable) this.speaker.reliable(api, room, content, due);
      if (i < chat) this.speaker.chat(device, room, text, due);
      if (i < taps) this.speaker.tap(device, room, 'like', 1 + (i % 3));
      if (i % 4 === 3) await Bun.sleep(1);
    }
  }
}

/** Runs a load against a double with planted defects, and judges it. */
export class DoubleRun {
  readonly server: DoubleServer;
  readonly #options: RunOptions;
  readonly #parts: Part[];
  readonly #api: RoomsApi;

  constructor(options: RunOptions) {
    this.#options = options;
    this.server = new DoubleServer(options);
    const { processes = 1 } = options;
    const indices = Array.from({ length: processes }, (_part, index) => index);
    this.#parts = indices.map((index) => new Part(this.server, index, processes));
    this.#api = new RoomsApi(this.server.url, 'double.key.secret');
    const users = indices.flatMap(usersOf);
    this.server.queues.create(read, users, 'read');
    this.server.queues.create(write, users, 'write');
  }

  /** The parts' findings, as they would come from other processes. */
  async run(): Promise<Findings[]> {
    const { settleMs = 3000 } = this.#options;
    for (const { population } of this.#parts) {
      await population.connect();
      for (const device of population.devices) await population.enter(device, room);
    }
    await Promise.all(this.#parts.map((part) => part.speak(this.#api, this.#options)));
    await Promise.all(this.#parts.map(({ speaker }) => speaker.settled(settleMs)));
    await this.#quiet();
    return this.#parts.map(({ fleet, books }) =>
      JSON.parse(JSON.stringify(collectFindings(fleet, books))),
    );
  }

  async judge(list: readonly Findings[]): Promise<Map<string, Verdict>> {
    const findings = mergeFindings(list);
    const ask = async (room: string) => [{ node: '', books: await this.#api.stats(room) }];
    const rooms = await roomFacts(ask, findings.rooms, 200);
    const merger = new SampleMerger();
    for (const [index, { meter }] of this.#parts.entries()) merger.take(index, meter.take());
    merger.close({ atMs: 1000, loadCpu: 0 });
    const verdicts = judge({
      findings,
      samples: merger.samples,
      totals: merger.totals(),
      outside: merger.totalsOutside([]),
      marks: [],
      objectives: this.#options.objectives ?? {},
      rooms,
    });
    return new Map(verdicts.map((verdict) => [verdict.name, verdict]));
  }

  async close(): Promise<void> {
    for (const { abort } of this.#parts) abort.abort();
    await Promise.all(this.#parts.map(({ population }) => population.close()));
    await this.server.stop();
  }

  /** Until nothing came for a while. */
  async #quiet(): Promise<void> {
    let seen = -1;
    let seenAtMs = performance.now();
    await until(() => {
      const all = this.#parts.reduce((sum, { fleet }) => sum + fleet.deliveries, 0);
      if (all !== seen) seenAtMs = performance.now();
      seen = all;
      return performance.now() - seenAtMs > 80;
    });
  }
}

/** The verdicts of a run, by name. */
export async function verdictsOf(options: RunOptions): Promise<Map<string, Verdict>> {
  const run = new DoubleRun(options);
  try {
    return await run.judge(await run.run());
  } finally {
    await run.close();
  }
}

function usersOf(index: number): string[] {
  return Array.from({ length: devicesEach }, (_user, i) => `p${index}u${i}`);
}

function directOf(users: readonly string[]): string {
  return `direct:${users.slice(0, 2).sort().join(':')}`;
}
