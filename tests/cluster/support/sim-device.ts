import {
  createClient,
  type EagreClient,
  type EagreEvent,
  type EagreEventName,
  type Transport,
} from '@eagre/client';
import type {
  FakeClock,
  FakeNetwork,
  Connection as NetworkConnection,
  SeededRandom,
} from '@eagre/testkit';
import { Application } from './application.ts';
import { DeviceStore } from './device-store.ts';
import { RoomSeats } from './room-seat.ts';

export interface SimDeviceOptions {
  readonly user: string;
  readonly device: string;
  readonly clock: FakeClock;
  readonly random: SeededRandom;
  readonly network: FakeNetwork;
  /** Hands a new connection to a node; false: nobody is there. */
  readonly reach: (network: NetworkConnection, device: string) => boolean;
  readonly note: (text: string) => void;
}

const eventNames: readonly EagreEventName[] = [
  ...['state', 'message', 'personal', 'members', 'recall', 'conversation', 'gap'],
  ...['send', 'error', 'read', 'typing'],
] as EagreEventName[];

/** A device with the real SDK, that lives through closes and crashes. */
export class SimDevice {
  readonly name: string;
  readonly user: string;
  readonly application: Application;
  readonly seats: RoomSeats;
  readonly #options: SimDeviceOptions;
  readonly #store: DeviceStore;
  #life = 0;
  #client: EagreClient;
  #closing: Promise<void> = Promise.resolve();
  #line: NetworkConnection | undefined;
  #messages = 0;
  /** When it was last not online. Simulated time. */
  offlineAtMs = 0;

  constructor(options: SimDeviceOptions) {
    this.#options = options;
    this.user = options.user;
    this.name = `${options.user}/${options.device}`;
    this.application = new Application(this.name);
    this.seats = new RoomSeats(this.name, options.note);
    this.#store = new DeviceStore(options.clock, this.application);
    this.#client = this.#begin();
  }

  get client(): EagreClient {
    return this.#client;
  }

  get isOnline(): boolean {
    return this.#client.state === 'online';
  }

  get line(): NetworkConnection | undefined {
    return this.#line?.device.isClosed === false ? this.#line : undefined;
  }

  /** A text that no other message has. */
  nextText(): string {
    this.#messages += 1;
    return `${this.name} ${this.#messages}`;
  }

  /** Closes with everything saved, and starts again. */
  async restart(): Promise<void> {
    const dying = this.#client;
    this.#closing = dying.close();
    await this.#closing;
    this.seats.clear();
    if (dying === this.#client) this.#client = this.#begin();
  }

  /** Ends without a word: what was not saved is lost. */
  crash(): void {
    const dying = this.#client;
    this.#store.endLife();
    this.#life += 1;
    this.#line?.cut();
    this.seats.clear();
    this.offlineAtMs = this.#options.clock.monotonicMs();
    this.#closing = dying.close();
    this.application.crashed(this.#store.mark, this.#store.saved);
    this.#client = this.#begin();
  }

  async close(): Promise<void> {
    await this.#client.close();
    await this.#closing;
  }

  #begin(): EagreClient {
    this.#life += 1;
    const life = this.#life;
    const { user, device, clock, random, note } = this.#options;
    const client = createClient({
      url: 'ws://cluster',
      user,
      device,
      token: user,
      positions: () => this.#store.open(),
      recent: 100,
      // Packed frames are unpacked outside of the simulated time.
      pack: false,
      saveDelayMs: 50,
      backoffCapMs: 2000,
      connectTimeoutMs: 3000,
      requestTimeoutMs: 3000,
      transport: this.#transport(),
      clock,
      random: random.fork(),
    });
    for (const name of eventNames) {
      client.on(name, (event: EagreEvent) => {
        if (life !== this.#life) return;
        if (event.type === 'state' && event.state !== 'online') {
          this.offlineAtMs = clock.monotonicMs();
        }
        note(`${this.name} < ${wordsOf(event)}`);
        this.application.take(event, clock.monotonicMs());
      });
    }
    client.connect().catch(() => {
      // Of a life that ended before it was online.
    });
    return client;
  }

  #transport(): Transport {
    const { clock, network, reach } = this.#options;
    return {
      open: (_url, events) => {
        const line = network.connect();
        const { device } = line;
        this.#line = line;
        let isOpen = false;
        device.onClose = (code, reason) => events.closed(code, reason);
        clock.setTimer(1, () => {
          if (device.isClosed) return;
          if (!reach(line, this.name)) line.cut();
          if (device.isClosed) return;
          isOpen = true;
          events.opened();
          device.onMessage = (frame) => events.message(frame as string);
        });
        return {
          send: (frame) => isOpen && device.send(frame),
          close: () => device.close(1000),
        };
      },
    };
  }
}

/** Short, and the same in every run of a seed. */
function wordsOf(event: EagreEvent): string {
  switch (event.type) {
    case 'state':
      return event.state;
    case 'send':
      return `send ${event.status} ${event.clientId} ${event.error?.code ?? ''}`;
    case 'error':
      return `error ${event.error.code} ${event.error.message}`;
    default:
      return JSON.stringify(event);
  }
}
