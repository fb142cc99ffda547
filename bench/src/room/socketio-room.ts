import { openSocketIo } from '@eagre/swarm/compare/engine-io';
import type { RawDevice } from '@eagre/swarm/device/raw-device';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import type { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import type { Progress } from '../cli/progress.ts';
import { Peer, pathOf } from '../lib/peer.ts';
import { measureRate, type Rate } from '../load/rate.ts';

const handshakesAtOnce = 100;
/** One message is being emitted, the next one is ready: more would only wait in the server's memory. */
const underWay = 2;

/** The same room made with Socket.IO: every message goes out to everybody as it comes. */
export class SocketIoRoom {
  readonly #peer: Peer;
  readonly #texts: ChatTexts;
  readonly #devices: RawDevice[] = [];
  #received = 0;
  #said = 0;
  #running = false;
  /** Receptions at which the oldest message under way is at every device. */
  #nextAt = 0;

  static async start(devices: number, texts: ChatTexts, progress: Progress): Promise<SocketIoRoom> {
    const node = Bun.which('node');
    if (node === null) throw new Error('Socket.IO runs on Node, and there is no `node` here');
    progress.step(`bringing ${devices.toLocaleString('en')} devices into the room of Socket.IO`);
    const peer = Peer.start([
      node,
      pathOf('packages/swarm/src/compare/peers/socketio-room-server.mjs'),
    ]);
    const room = new SocketIoRoom(peer, texts);
    const [, port] = await peer.child.waitForLine(/listening on port (\d+)/);
    const opened = await inParallel(
      Array.from({ length: devices }),
      handshakesAtOnce,
      () => openSocketIo(Number(port), () => room.#event()),
      (done) => progress.at(done / devices),
    );
    room.#devices.push(...opened);
    return room;
  }

  private constructor(peer: Peer, texts: ChatTexts) {
    this.#peer = peer;
    this.#texts = texts;
  }

  /** Messages × devices a second: somebody speaks whenever all have heard what was said before. */
  async measure(seconds: number): Promise<Rate> {
    this.#running = true;
    this.#nextAt = this.#received + this.#devices.length;
    for (let message = 0; message < underWay; message += 1) this.#say();
    const rate = await measureRate(() => this.#received, seconds, this.#peer.child.pid);
    this.#running = false;
    return rate;
  }

  async stop(): Promise<void> {
    for (const device of this.#devices) device.terminate();
    await this.#peer.kill();
  }

  #event(): void {
    this.#received += 1;
    if (this.#received < this.#nextAt || !this.#running) return;
    this.#nextAt += this.#devices.length;
    this.#say();
  }

  #say(): void {
    const from = this.#said % this.#devices.length;
    this.#said += 1;
    const message = {
      from: `u${from}`,
      id: `c${this.#said}`,
      kind: 'text',
      body: { text: this.#texts.next() },
    };
    this.#devices[from]?.send(`42${JSON.stringify(['say', message])}`);
  }
}
