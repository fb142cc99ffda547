import type { Socket } from 'bun';
import { FrameReader, opcodes } from '../websocket/frame-reader.ts';
import { bytesFrame, textFrame } from '../websocket/frame-writer.ts';
import { endOfUpgrade, upgradeRequest } from '../websocket/handshake.ts';

export interface RawDeviceOptions {
  host: string;
  port: number;
  tls?: boolean | Bun.TLSOptions;
  path: string;
  subprotocol?: string;
  /** A whole text message; `bytes` is only good until the call returns. */
  onText: (bytes: Uint8Array, start: number, end: number) => void;
  /** The same of a binary message. */
  onBinary?: (bytes: Uint8Array, start: number, end: number) => void;
  /** Once, whoever closed; 1006 when the connection broke without a close frame. */
  onClosed?: (code: number, reason: string) => void;
}

/**
 * One virtual device: a WebSocket client on a bare TCP socket. The runtime's own client costs tens of
 * kilobytes and an event object for each frame; at 15,000 devices the load, not the server, would be
 * what is measured. This one costs a few kilobytes and a few microseconds a frame.
 */
export class RawDevice {
  readonly #options: RawDeviceOptions;
  readonly #reader: FrameReader;
  readonly #opened = Promise.withResolvers<void>();
  #socket: Socket<RawDevice> | undefined;
  #head: Uint8Array | undefined = new Uint8Array(0);
  /** What the kernel did not take yet. */
  #unsent: Uint8Array | undefined;
  #closeCode = 1006;
  #closeReason = 'the connection broke';
  #closed = false;
  /** Bytes of frames and headers received. */
  bytesReceived = 0;

  /** Resolves after the upgrade; rejects when the server can't be reached or refuses it. */
  static async open(options: RawDeviceOptions): Promise<RawDevice> {
    const device = new RawDevice(options);
    const reached = Bun.connect({
      hostname: options.host,
      port: options.port,
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      data: device,
      socket: RawDevice.#handlers,
    });
    await Promise.all([reached, device.#opened.promise]);
    return device;
  }

  private constructor(options: RawDeviceOptions) {
    this.#options = options;
    this.#reader = new FrameReader((opcode, bytes, start, end) =>
      this.#frame(opcode, bytes, start, end),
    );
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  send(text: string): void {
    this.#write(textFrame(text));
  }

  /** Says goodbye; the server's answer ends the connection. */
  close(code = 1000): void {
    if (this.#closed) return;
    this.#write(bytesFrame(opcodes.close, new Uint8Array([code >>> 8, code & 0xff])));
    this.#socket?.end();
  }

  /** Takes nothing from the network any more, as a device does whose screen is off. */
  pauseReading(): void {
    this.#socket?.pause();
  }

  resumeReading(): void {
    this.#socket?.resume();
  }

  /** Drops the connection as a lost network does. */
  terminate(): void {
    this.#socket?.terminate();
  }

  static #onOpen(socket: Socket<RawDevice>): void {
    const device = socket.data;
    device.#socket = socket;
    const { host, port, path, subprotocol } = device.#options;
    device.#write(upgradeRequest(`${host}:${port}`, path, subprotocol));
  }

  static #onData(socket: Socket<RawDevice>, chunk: Uint8Array): void {
    const device = socket.data;
    device.bytesReceived += chunk.length;
    try {
      if (device.#head === undefined) device.#reader.push(chunk);
      else device.#upgrade(chunk, device.#head);
    } catch (error) {
      device.#fail(error);
    }
  }

  static #onDrain(socket: Socket<RawDevice>): void {
    const device = socket.data;
    const rest = device.#unsent;
    device.#unsent = undefined;
    if (rest !== undefined) device.#write(rest);
  }

  static #onClosed(socket: Socket<RawDevice>): void {
    const device = socket.data;
    if (device.#closed) return;
    device.#closed = true;
    device.#unsent = undefined;
    device.#opened.reject(new Error(`closed before the upgrade: ${device.#closeReason}`));
    device.#options.onClosed?.(device.#closeCode, device.#closeReason);
  }

  /** One set for all devices: nothing of the network's callbacks is kept for each. */
  static readonly #handlers = {
    binaryType: 'uint8array' as const,
    open: RawDevice.#onOpen,
    data: RawDevice.#onData,
    drain: RawDevice.#onDrain,
    close: RawDevice.#onClosed,
    error: RawDevice.#onClosed,
    // `Bun.connect` itself rejects with the reason.
    connectError: () => {},
  };

  #upgrade(chunk: Uint8Array, before: Uint8Array): void {
    const head = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
    const end = endOfUpgrade(head);
    this.#head = end === undefined ? head.slice() : undefined;
    if (end === undefined) return;
    this.#opened.resolve();
    if (end < head.length) this.#reader.push(head.subarray(end));
  }

  #frame(opcode: number, bytes: Uint8Array, start: number, end: number): void {
    if (opcode === opcodes.text) {
      this.#options.onText(bytes, start, end);
    } else if (opcode === opcodes.binary) {
      this.#options.onBinary?.(bytes, start, end);
    } else if (opcode === opcodes.ping) {
      this.#write(bytesFrame(opcodes.pong, bytes.subarray(start, end)));
    } else if (opcode === opcodes.close) {
      if (end - start >= 2) {
        this.#closeCode = ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
        this.#closeReason = Buffer.from(bytes.subarray(start + 2, end)).toString();
      }
      this.#socket?.end();
    }
  }

  #write(bytes: Uint8Array): void {
    if (this.#closed || this.#socket === undefined) return;
    if (this.#unsent !== undefined) {
      this.#unsent = Buffer.concat([this.#unsent, bytes]);
      return;
    }
    const taken = Math.max(0, this.#socket.write(bytes));
    if (taken < bytes.length) this.#unsent = bytes.slice(taken);
  }

  #fail(error: unknown): void {
    this.#closeReason = error instanceof Error ? error.message : String(error);
    this.#opened.reject(new Error(this.#closeReason));
    this.terminate();
  }
}
