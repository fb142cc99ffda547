import type { Socket } from 'bun';
import { FrameReader, opcodes } from '../websocket/frame-reader.ts';
import { bytesFrame, textFrame } from '../websocket/frame-writer.ts';
import { upgradeAnswer, upgradeRequest } from '../websocket/handshake.ts';
import { ConnectError, handshakeFailed, unreachable } from './connect-error.ts';
import { ReadThrottle } from './read-throttle.ts';

/** Where to connect to; one object serves all devices. */
export interface RawTarget {
  host: string;
  port: number;
  /** True: TLS; an object: with these settings of the runtime (`ca`, `rejectUnauthorized`, …). */
  tls?: boolean | Bun.TLSOptions;
  path: string;
  subprotocol?: string;
}

/** Told what comes in. `bytes` is only good until the call returns. */
export interface RawEvents {
  /** A whole text message. */
  onText(bytes: Uint8Array, start: number, end: number, device: RawDevice): void;
  /** The same of a binary message. */
  onBinary?(bytes: Uint8Array, start: number, end: number, device: RawDevice): void;
  /** Once, whoever closed; 1006 when the connection broke without a close frame. */
  onClosed?(code: number, reason: string, device: RawDevice): void;
  /** Bytes of frames and headers that came. */
  onBytes?(count: number): void;
}

export type RawDeviceOptions = RawTarget & RawEvents;

/** From the first packet to the answered upgrade. ms. */
const openWithinMs = 15_000;
/** A server that takes no more than this behind is gone; a tool must not grow with it. Bytes. */
const mostUnsent = 4 * 1024 * 1024;

/**
 * One virtual device: a WebSocket client on a bare TCP or TLS socket. The runtime's own client costs
 * tens of kilobytes and an event object for each frame; at 15,000 devices the load, not the server,
 * would be what is measured. This one costs a few kilobytes and a few microseconds a frame.
 */
export class RawDevice {
  readonly #target: RawTarget;
  readonly #events: RawEvents;
  readonly #reader: FrameReader;
  #opening: PromiseWithResolvers<void> | undefined = Promise.withResolvers<void>();
  #socket: Socket<RawDevice> | undefined;
  #head: Uint8Array | undefined = new Uint8Array(0);
  /** What the kernel did not take yet. */
  #unsent: Uint8Array | undefined;
  #closeCode = 1006;
  #closeReason = 'the connection broke';
  #closed = false;
  #node = '';
  #isPaused = false;
  #throttle: ReadThrottle | undefined;

  /** Resolves after the upgrade; rejects when the server can't be reached or refuses it. */
  static open(options: RawDeviceOptions): Promise<RawDevice>;
  static open(target: RawTarget, events: RawEvents): Promise<RawDevice>;
  static async open(
    target: RawTarget,
    events: RawEvents = target as RawDeviceOptions,
  ): Promise<RawDevice> {
    const device = new RawDevice(target, events);
    const opened = device.#opening?.promise;
    const timer = setTimeout(
      () => device.#fail(`no answer to the upgrade within ${openWithinMs / 1000} s`),
      openWithinMs,
    );
    const { host, port, tls = false } = target;
    Bun.connect({
      hostname: host,
      port,
      ...(tls === false ? {} : { tls }),
      data: device,
      socket: RawDevice.#handlers,
    }).catch((error) => device.#end(unreachable(device.#place, error)));
    try {
      await opened;
    } finally {
      clearTimeout(timer);
    }
    return device;
  }

  private constructor(target: RawTarget, events: RawEvents) {
    this.#target = target;
    this.#events = events;
    this.#reader = new FrameReader((opcode, bytes, start, end) =>
      this.#frame(opcode, bytes, start, end),
    );
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** As the server names itself at the handshake; empty when it does not. */
  get node(): string {
    return this.#node;
  }

  /** False: nothing is read until `resumeReading`, or only so many bytes a second. */
  get isReading(): boolean {
    return !this.#isPaused && this.#throttle === undefined;
  }

  /** Why it is not open any more, or would be told if it broke now. */
  get closing(): { code: number; reason: string } {
    return { code: this.#closeCode, reason: this.#closeReason };
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
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resumeReading(): void {
    this.#isPaused = false;
    if (this.#throttle?.isResting !== true) this.#socket?.resume();
  }

  /** Reads no more than so many bytes a second; undefined: as many as come. */
  throttleReading(bytesPerSecond: number | undefined): void {
    this.#throttle?.stop();
    const resting = {
      pause: () => this.#socket?.pause(),
      resume: () => {
        if (!this.#isPaused) this.#socket?.resume();
      },
    };
    this.#throttle =
      bytesPerSecond === undefined ? undefined : new ReadThrottle(resting, bytesPerSecond);
    resting.resume();
  }

  /** Drops the connection as a lost network does; `why` is what `onClosed` is told. */
  terminate(why?: string): void {
    if (why !== undefined) this.#closeReason = why;
    this.#socket?.terminate();
  }

  get #place(): string {
    return `${this.#target.host}:${this.#target.port}`;
  }

  static #onOpen(socket: Socket<RawDevice>): void {
    const device = socket.data;
    // It came too late: whoever waited for it has been told already.
    if (device.#closed) socket.terminate();
    device.#socket = socket;
    if (!device.#target.tls) device.#askForUpgrade();
  }

  static #onHandshake(socket: Socket<RawDevice>, isOk: boolean, error: Error | null): void {
    const device = socket.data;
    if (isOk) device.#askForUpgrade();
    else {
      device.#end(handshakeFailed(device.#place, error));
      socket.terminate();
    }
  }

  static #onData(socket: Socket<RawDevice>, chunk: Uint8Array): void {
    const device = socket.data;
    device.#events.onBytes?.(chunk.length);
    device.#throttle?.took(chunk.length);
    try {
      if (device.#head === undefined) device.#reader.push(chunk);
      else device.#upgrade(chunk, device.#head);
    } catch (error) {
      device.#fail(error instanceof Error ? error.message : String(error));
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
    device.#end(
      new ConnectError(device.#place, `closed before the upgrade: ${device.#closeReason}`),
    );
  }

  /** One set for all devices: nothing of the network's callbacks is kept for each. */
  static readonly #handlers = {
    binaryType: 'uint8array' as const,
    open: RawDevice.#onOpen,
    handshake: RawDevice.#onHandshake,
    data: RawDevice.#onData,
    drain: RawDevice.#onDrain,
    close: RawDevice.#onClosed,
    error: RawDevice.#onClosed,
    // `Bun.connect` itself rejects with the reason.
    connectError: () => {},
  };

  #askForUpgrade(): void {
    const { path, subprotocol } = this.#target;
    this.#write(upgradeRequest(this.#place, path, subprotocol));
  }

  #upgrade(chunk: Uint8Array, before: Uint8Array): void {
    const head = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
    const answer = upgradeAnswer(head);
    this.#head = answer === undefined ? head.slice() : undefined;
    if (answer === undefined) return;
    const { end, node } = answer;
    this.#node = node;
    this.#opening?.resolve();
    this.#opening = undefined;
    if (end < head.length) this.#reader.push(head.subarray(end));
  }

  #frame(opcode: number, bytes: Uint8Array, start: number, end: number): void {
    if (opcode === opcodes.text) {
      this.#events.onText(bytes, start, end, this);
    } else if (opcode === opcodes.binary) {
      this.#events.onBinary?.(bytes, start, end, this);
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
      if (this.#unsent.length > mostUnsent) this.#fail('the server takes nothing any more');
      return;
    }
    const taken = Math.max(0, this.#socket.write(bytes));
    if (taken < bytes.length) this.#unsent = bytes.slice(taken);
  }

  #fail(why: string): void {
    this.#closeReason = why;
    this.#socket?.terminate();
    this.#end(new ConnectError(this.#place, why));
  }

  /** Once, whatever ended it; `error` is for whoever still waits for it to open. */
  #end(error: ConnectError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsent = undefined;
    this.#throttle?.stop();
    const opening = this.#opening;
    this.#opening = undefined;
    if (opening === undefined) this.#events.onClosed?.(this.#closeCode, this.#closeReason, this);
    else opening.reject(error);
  }
}
