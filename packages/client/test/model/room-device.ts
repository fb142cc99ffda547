import type { ConversationId } from '@eagre/protocol';
import type { Clock } from '@eagre/protocol/clock';
import type { FakeNetwork, Faults, SeededRandom } from '@eagre/testkit';
import { resolveOptions } from '../../src/options.ts';
import type { RoomEvent } from '../../src/rooms/room-events.ts';
import type { Stay } from '../../src/rooms/stay.ts';
import { Session } from '../../src/session.ts';
import { simulatedTransport } from './device.ts';
import type { ModelServer } from './model-server.ts';

/** What one stay was told, judged as it comes. */
export class StayLog {
  readonly stay: Stay;
  readonly events: RoomEvent[] = [];
  readonly #fail: (what: string) => void;
  readonly #isOrdered: boolean;
  readonly #chat = new Set<string>();
  #last: { epoch: number; syncId: number } | undefined;
  shown: Readonly<Record<string, number>> = {};
  ended = false;
  gaps = 0;
  taps = 0;

  constructor(stay: Stay, isOrdered: boolean, fail: (what: string) => void) {
    this.#isOrdered = isOrdered;
    this.stay = stay;
    this.#fail = (what) => fail(`${stay.room}: ${what}`);
    const names = ['message', 'attributes', 'gap', 'chat', 'counters', 'closed', 'state'] as const;
    for (const name of [...names, 'joins', 'online', 'activate'] as const) {
      stay.feed.emitter.on(name, (event: RoomEvent) => this.#take(event));
    }
  }

  get last(): { epoch: number; syncId: number } | undefined {
    return this.#last;
  }

  get entries(): number {
    return this.events.filter(({ type }) => type === 'message' || type === 'attributes').length;
  }

  #take(event: RoomEvent): void {
    this.events.push(event);
    if (this.ended) this.#fail(`${event.type} after the end`);
    if (event.type === 'message' || event.type === 'attributes') this.#entry(event);
    if (event.type === 'gap') {
      this.gaps += 1;
      this.#last = { epoch: event.epoch, syncId: event.to };
    }
    if (event.type === 'closed') this.ended = true;
    if (event.type === 'chat') {
      const key = `${event.from} ${event.id}`;
      if (this.#chat.has(key)) this.#fail(`chat ${key} twice`);
      this.#chat.add(key);
    }
    if (event.type === 'counters') {
      for (const [name, count] of Object.entries(this.shown)) {
        const hasFallen = (event.counters[name] ?? 0) < count;
        if (hasFallen && this.#isOrdered) this.#fail(`${name} fell from ${count}`);
      }
      this.shown = event.counters;
    }
  }

  #entry({ epoch, syncId }: { epoch: number; syncId: number }): void {
    const last = this.#last;
    if (last !== undefined && (last.epoch !== epoch || last.syncId + 1 !== syncId)) {
      this.#fail(`${epoch}/${syncId} after ${last.epoch}/${last.syncId}`);
    }
    this.#last = { epoch, syncId };
  }
}

/** A device and an application that enters rooms, leaves them and talks. */
export class RoomDevice {
  readonly name: string;
  readonly session: Session;
  readonly logs: StayLog[] = [];
  /** Whether the application wants to be in, by its last action; absent where a refusal left it open. */
  readonly wanted = new Map<ConversationId, boolean>();
  readonly failures: string[] = [];
  readonly sent: { key: string; outcome: string }[] = [];
  readonly #last = new Map<ConversationId, number>();
  readonly #isOrdered: boolean;
  #actions = 0;

  constructor(
    name: string,
    server: ModelServer,
    network: FakeNetwork,
    random: SeededRandom,
    faults: () => Partial<Faults>,
    /** Answers and frames come in order, as on a WebSocket, and say what was done. */
    isOrdered = true,
    clock: Clock = server.clock,
  ) {
    this.name = name;
    this.#isOrdered = isOrdered;
    const transport = simulatedTransport(network, server, faults);
    const options = resolveOptions({
      ...{ url: 'ws://model', user: name, token: name, device: `${name}-1`, clock, transport },
      ...{ random, requestTimeoutMs: 2_000, connectTimeoutMs: 3_000, backoffCapMs: 2_000 },
      pack: false,
    });
    this.session = new Session(
      options,
      { positions: [], unsent: [] },
      (event) => event.type === 'error' && this.failures.push(String(event.error)),
      (changes, done) => {
        const isSaved = changes.positions.some(({ queue }) => queue.startsWith('room:'));
        if (isSaved) this.failures.push(`${name}: the position of a room was saved`);
        done(false);
      },
    );
    this.session.start();
  }

  /** The stay in a room that the application may use. */
  logOf(room: ConversationId): StayLog | undefined {
    return this.logs.findLast((log) => log.stay.room === room && !log.ended && log.stay.inside);
  }

  enter(room: ConversationId, from?: ConversationId): void {
    if (this.session.state !== 'online') return;
    const leave = from === room ? undefined : from;
    const number = this.#want(room, true);
    const left = leave === undefined ? undefined : this.#want(leave, false);
    const stay = this.session.rooms.enter(room, leave);
    if (stay.inside) return;
    stay.whenInside((error) => {
      if (error === undefined) {
        if (!this.logs.some((log) => log.stay === stay)) this.#listen(stay);
        return;
      }
      // Unless the application did something else since. How the room that was to be left stands is
      // by what came before: the SDK and the server must agree on it.
      if (this.#last.get(room) === number) this.wanted.set(room, false);
      if (leave !== undefined && this.#last.get(leave) === left) this.wanted.delete(leave);
    });
  }

  leave(room: ConversationId): void {
    const log = this.logOf(room);
    if (log === undefined) return;
    this.#want(room, false);
    log.stay.leave(() => {});
  }

  tap(room: ConversationId, count: number): void {
    const log = this.logOf(room);
    if (log === undefined) return;
    log.taps += count;
    log.stay.tap('like', count);
  }

  say(room: ConversationId): void {
    this.logOf(room)?.stay.say({ kind: 'text', body: {} }, () => {});
  }

  sendReliable(room: ConversationId): void {
    const log = this.logOf(room);
    const record = { key: '', outcome: 'open' };
    if (log === undefined) return;
    this.sent.push(record);
    log.stay.sendReliable({ kind: 'text', body: { n: this.sent.length } }, ({ ok, error }) => {
      record.outcome = ok === undefined ? error.code : `${ok.epoch}/${ok.syncId}`;
      record.key = `${room} ${record.outcome}`;
    });
  }

  #want(room: ConversationId, isWanted: boolean): number {
    this.#actions += 1;
    this.#last.set(room, this.#actions);
    this.wanted.set(room, isWanted);
    return this.#actions;
  }

  #listen(stay: Stay): void {
    this.logs.push(
      new StayLog(stay, this.#isOrdered, (what) => this.failures.push(`${this.name}: ${what}`)),
    );
  }
}
