import { subprotocol } from '@eagre/protocol';
import { frameKind } from '../device/frame-kind.ts';
import { RawDevice } from '../device/raw-device.ts';
import { Requests, type RequestsHost, textOf } from '../device/requests.ts';
import { LocalServer } from '../target/local-server.ts';
import { RoomsApi, type TierOverride } from '../target/rooms-api.ts';
import { tokenGiver } from '../target/tokens.ts';
import type { Adapter, OnFrame, PeerServer } from './adapter.ts';
import { TurnTaking } from './turn-taking.ts';

const room = 'room:hot';

/** The peers have no limits of this kind, and few devices speak for many. */
const settings = {
  roomUserPerSecond: 10_000,
  roomUserBurst: 100_000,
  roomPerSecond: 1_000_000,
  roomBurst: 10_000_000,
  roomAppPerSecond: 10_000_000,
  roomAppBurst: 100_000_000,
};

/** A room as it is by default, but with everything shown. */
export const eagrePeer: Adapter = {
  name: 'eagre',
  title: 'Eagre',
  notes: [
    'Eagre: a room with its default window, messages of a window in one frame; the display cap and the rate limits are off, since peers have none',
  ],
  missing: () => undefined,
  start: (core) => EagreServer.start(core, { displayPerSecond: 0 }),
};

/** The same with one message in each frame: what it hands out is all its merging's. */
export const plainEagrePeer: Adapter = {
  name: 'eagre-plain',
  title: 'Eagre, no merging',
  notes: [
    'Eagre, no merging: the same room with window 0 and two messages under way, so that a frame has one',
  ],
  depths: [2],
  missing: () => undefined,
  start: (core) => EagreServer.start(core, { windowMs: 0, displayPerSecond: 0 }),
};

class EagreServer implements PeerServer {
  readonly #server: LocalServer;
  readonly #tokenFor: (user: string) => string | Promise<string>;
  readonly #senders = new TurnTaking<Subscriber>();
  #number = 0;
  failures = 0;

  static async start(core: number | undefined, tier: TierOverride): Promise<PeerServer> {
    const server = await LocalServer.start({ settings, ...(core === undefined ? {} : { core }) });
    try {
      await new RoomsApi(server.url, server.key).create(room, tier);
      return new EagreServer(server);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private constructor(server: LocalServer) {
    this.#server = server;
    this.#tokenFor = tokenGiver(server.target.tokens);
  }

  get pid(): number {
    return this.#server.pid;
  }

  async subscribe(index: number, onFrame: OnFrame): Promise<RawDevice> {
    const user = `u${index}`;
    const token = await this.#tokenFor(user);
    const subscriber = await Subscriber.enter(this.#server, user, token, onFrame);
    return this.#senders.add(subscriber).device;
  }

  publish(text: string): void {
    this.#number += 1;
    const clientId = this.#number.toString(36);
    const command = { cmd: 'room.send', room, clientId, kind: 'text', body: { text } };
    this.#senders.next().requests.call(command, ({ error }) => {
      if (error !== undefined) this.failures += 1;
    });
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** A device that leaves its frames to be counted, as those of the peers do. */
class Subscriber implements RequestsHost {
  readonly user: string;
  readonly requests: Requests;
  readonly #onFrame: OnFrame;
  #device: RawDevice | undefined;

  static async enter(
    { host, port }: LocalServer,
    user: string,
    token: string,
    onFrame: OnFrame,
  ): Promise<Subscriber> {
    const subscriber = new Subscriber(user, onFrame);
    const { requests } = subscriber;
    subscriber.#device = await RawDevice.open({
      ...{ host, port, subprotocol, path: '/v1/connect' },
      onText: (bytes, start, end) => subscriber.#text(bytes, start, end),
      onClosed: (code, reason) => requests.closed(`connection closed with ${code} (${reason})`),
    });
    await requests.request({ cmd: 'connect', token, device: `d-${user}`, positions: [] });
    await requests.request({ cmd: 'room.enter', room, gen: Date.now() });
    return subscriber;
  }

  private constructor(user: string, onFrame: OnFrame) {
    this.user = user;
    this.#onFrame = onFrame;
    this.requests = new Requests(this);
  }

  get device(): RawDevice {
    if (this.#device === undefined) throw new Error(`${this.user} is not connected`);
    return this.#device;
  }

  get isOpen(): boolean {
    return this.device.isOpen;
  }

  sendFrame(text: string): void {
    this.device.send(text);
  }

  /** Whoever asked is told. */
  refused(): void {}

  #text(bytes: Uint8Array, start: number, end: number): void {
    const kind = frameKind(bytes, start);
    if (kind === 'room') this.#onFrame(bytes, start, end);
    else if (kind === 'answer') this.requests.answer(textOf(bytes, start, end));
  }
}
