import { openSocketIo } from '@eagre/swarm/compare/engine-io';
import { RawDevice } from '@eagre/swarm/device/raw-device';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import { Peer, pathOf } from '../lib/peer.ts';
import { measureRate, type Rate, untilQuiet } from './rate.ts';

const handshakesAtOnce = 100;

/**
 * A server that sends by itself at the pace of its devices, and these devices that count its frames: the bare runtime and
 * Socket.IO, which Eagre's fan-out is compared with.
 */
export class CountingPeer {
  readonly #peer: Peer;
  readonly #port: number;
  readonly devices: RawDevice[] = [];
  frames = 0;
  #roundAt = 0;
  #isRunning = false;

  private constructor(peer: Peer, port: number) {
    this.#peer = peer;
    this.#port = port;
  }

  /** Bun's own WebSocket server. */
  static raw(): Promise<CountingPeer> {
    return CountingPeer.#start([process.execPath, pathOf('bench/src/peers/raw-server.ts')]);
  }

  static socketIo(): Promise<CountingPeer> {
    const node = Bun.which('node');
    if (node === null)
      throw new Error('Socket.IO is measured on Node, and there is no `node` here');
    return CountingPeer.#start([node, pathOf('bench/src/peers/socketio-server.mjs')]);
  }

  static async #start(command: string[]): Promise<CountingPeer> {
    const peer = Peer.start(command);
    const [, port] = await peer.child.waitForLine(/listening on port (\d+)/);
    return new CountingPeer(peer, Number(port));
  }

  async connectRaw(count: number, onDone: (done: number) => void): Promise<void> {
    const opened = await inParallel(
      Array.from({ length: count }),
      handshakesAtOnce,
      () =>
        RawDevice.open({
          host: '127.0.0.1',
          port: this.#port,
          path: '/ws',
          onText: () => this.#frame(),
        }),
      onDone,
    );
    this.devices.push(...opened);
  }

  async connectSocketIo(count: number, onDone: (done: number) => void): Promise<void> {
    const work = () => openSocketIo(this.#port, () => this.#frame());
    const opened = await inParallel(Array.from({ length: count }), handshakesAtOnce, work, onDone);
    this.devices.push(...opened);
  }

  /** Sends for `seconds`; frames a second received after a short start. */
  async measure(bytes: number, seconds: number): Promise<Rate> {
    this.#roundAt = this.frames + this.devices.length;
    this.#isRunning = true;
    await this.#tell(`/start?bytes=${bytes}`);
    const measured = await measureRate(() => this.frames, seconds, this.#peer.child.pid);
    this.#isRunning = false;
    await this.#tell('/stop');
    await untilQuiet(() => this.frames);
    return measured;
  }

  async stop(): Promise<void> {
    for (const device of this.devices) device.terminate();
    await this.#peer.kill();
  }

  /** A round that is at every device makes room for another (see peers/rounds.mjs). */
  #frame(): void {
    this.frames += 1;
    if (this.frames < this.#roundAt || !this.#isRunning) return;
    this.#roundAt += this.devices.length;
    this.#tell('/go').catch(() => {});
  }

  async #tell(path: string): Promise<void> {
    await fetch(`http://127.0.0.1:${this.#port}${path}`);
  }
}
