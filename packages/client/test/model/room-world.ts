import type { ConversationId } from '@eagre/protocol';
import { FakeClock, FakeNetwork, SeededRandom } from '@eagre/testkit';
import { createClient, type EagreClient } from '../../src/client.ts';
import type { ClientOptions } from '../../src/options.ts';
import type { Room } from '../../src/room.ts';
import type { RoomEvent } from '../../src/rooms/room-events.ts';
import { simulatedTransport } from './device.ts';
import type { ModelRoom } from './model-rooms.ts';
import { ModelServer } from './model-server.ts';

/** Whole clients at the model server, over a perfect line of 5 ms unless told. */
export class RoomWorld {
  readonly clock = new FakeClock();
  readonly random = new SeededRandom(1);
  readonly server = new ModelServer(this.clock, this.random);
  readonly network = new FakeNetwork({
    clock: this.clock,
    random: this.random,
    faults: { delayMs: 5 },
  });
  readonly clients: EagreClient[] = [];

  /** A client that is online. */
  async client(user: string, given: Partial<ClientOptions> = {}): Promise<EagreClient> {
    const client = createClient({
      ...{ url: 'ws://model', user, token: user, device: `${user}-1`, clock: this.clock },
      ...{ random: this.random, backoffBaseMs: 10, backoffCapMs: 50 },
      transport: simulatedTransport(this.network, this.server, () => ({})),
      // Unpacking takes real time, which this world does not have.
      ...{ pack: false, ...given },
    });
    this.clients.push(client);
    await this.settle(client.connect());
    return client;
  }

  room(name: string): ModelRoom {
    return this.server.rooms.room(`room:${name}` as ConversationId);
  }

  post(name: string, more: object = {}): number {
    const entry = { type: 'message', from: 'shop', at: this.clock.now(), kind: 'text', body: {} };
    return this.server.rooms.append(this.room(name), { ...entry, ...more } as never);
  }

  isInside(name: string, user: string): boolean {
    return this.room(name).members.get(`${user}-1`)?.inside ?? false;
  }

  /** Lets time pass until the promise has an outcome. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    for (let n = 0; n < 3_000 && !isSettled; n += 1) await this.clock.advance(10);
    return promise;
  }

  /** The code with which a promise is rejected, or `ok`. */
  async codeOf(promise: Promise<unknown>): Promise<string> {
    return this.settle(promise.then(() => 'ok').catch(({ code }) => code));
  }

  async close(): Promise<number> {
    for (const client of this.clients) await client.close();
    this.network.cutAll();
    await this.clock.advance(11_000);
    return this.clock.pendingTimers;
  }
}

/** What a room tells, in words. */
export function listen(room: Room): string[] {
  const heard: string[] = [];
  const names = ['message', 'chat', 'attributes', 'activate', 'gap', 'state', 'closed'] as const;
  for (const name of names) room.on(name, (event: RoomEvent) => heard.push(wordsOf(event)));
  return heard;
}

function wordsOf(event: RoomEvent): string {
  switch (event.type) {
    case 'message':
    case 'attributes':
      return `${event.type} ${event.syncId}`;
    case 'chat':
      return `chat ${event.from} ${event.body['text']}${event.own ? ' own' : ''}${event.recent ? ' recent' : ''}`;
    case 'gap':
      return `gap ${event.reason} ${event.from}..${event.epoch}/${event.to}`;
    case 'state':
      return `state ${event.state}`;
    case 'closed':
      return `closed ${event.reason}`;
    case 'activate':
      return `activate ${event.message.syncId} ${event.token ?? ''}`.trim();
    default:
      return event.type;
  }
}
