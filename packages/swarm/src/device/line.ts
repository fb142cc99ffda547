import { type ConnectAnswer, mayReconnect, type WireError } from '@eagre/protocol';
import { ConnectError } from './connect-error.ts';
import type { Fleet } from './fleet.ts';
import { type FrameKind, frameKind } from './frame-kind.ts';
import { RawDevice, type RawEvents } from './raw-device.ts';
import {
  type AnswerParts,
  type Command,
  type OnAnswer,
  Requests,
  type RequestsHost,
  textOf,
} from './requests.ts';

/** Whose line it is. `bytes` is only good until the call returns. */
export interface LineHost {
  readonly user: string;
  onPush(kind: FrameKind, bytes: Uint8Array, start: number, end: number): void;
  onPacked(bytes: Uint8Array, start: number, end: number): void;
  /** `isWanted`: the device itself ended it. */
  onEnded(code: number, reason: string, isWanted: boolean): void;
}

/** A refused device asks again after this when the server names no time. ms. */
const retryMs = 100;

/** A device's line to the server: its connection of the moment, and the commands that go over it. */
export class Line implements RawEvents, RequestsHost {
  readonly user: string;
  readonly #fleet: Fleet;
  readonly #host: LineHost;
  readonly #requests: Requests;
  #raw: RawDevice | undefined;
  /** The device itself has ended the connection. */
  #isWanted = false;
  #isConnected = false;
  #node = '';
  /** Where the present connection leads, for messages. */
  #place = '';
  /** ms from sending `connect` to its answer. */
  connectMs = 0;
  /** Times that `connect` was answered. */
  connections = 0;

  constructor(fleet: Fleet, host: LineHost) {
    this.#fleet = fleet;
    this.#host = host;
    this.user = host.user;
    this.#requests = new Requests(this);
  }

  get isOpen(): boolean {
    return this.#raw?.isOpen === true;
  }

  /** The node at its other end, also of a connection that is over. */
  get node(): string {
    return this.#node;
  }

  /** `connect` was answered on the present connection. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  get isReading(): boolean {
    return this.#raw?.isReading !== false;
  }

  call(command: Command, onAnswer: OnAnswer): void {
    this.#requests.call(command, onAnswer);
  }

  request<Answer>(command: Command): Promise<Answer> {
    return this.#requests.request(command);
  }

  /**
   * A new connection in place of the present one, and `connect` on it, again for as long as the server
   * has too much to do. `onAnswer` is called before the next frame is looked at. Rejects with a
   * ConnectError.
   */
  async connect(command: Command, onAnswer: (answer: ConnectAnswer) => void): Promise<void> {
    this.terminate();
    this.#isWanted = false;
    const target = this.#fleet.nextTarget();
    this.#place = `${target.host}:${target.port}`;
    const raw = await RawDevice.open(target, this);
    this.#raw = raw;
    this.#node = raw.node;
    // Whoever ended it meanwhile could not reach it yet.
    if (this.#isWanted) this.terminate();
    for (;;) {
      const { ok, error, fate } = await this.#ask(command, onAnswer);
      if (ok !== undefined) return;
      if (fate !== undefined) throw this.#closedEarly(raw);
      if (error?.temporary !== true) throw this.#refusedFor(error);
      await Bun.sleep(error.retryAfterMs ?? retryMs);
    }
  }

  close(): void {
    this.#isWanted = true;
    this.#raw?.close();
  }

  /** Ends the connection as a lost network does, because the load wants it so. */
  terminate(): void {
    this.#isWanted = true;
    this.#raw?.terminate();
    this.#gone(1006, 'the load dropped it');
  }

  /** Gives the connection up for lost: nothing comes over it any more. */
  cut(why: string): void {
    this.#raw?.terminate();
    this.#gone(1006, why);
  }

  pauseReading(): void {
    this.#raw?.pauseReading();
  }

  resumeReading(): void {
    this.#raw?.resumeReading();
  }

  throttleReading(bytesPerSecond: number | undefined): void {
    this.#raw?.throttleReading(bytesPerSecond);
  }

  sendFrame(text: string): void {
    this.#raw?.send(text);
  }

  refused({ code, message }: WireError): void {
    this.#fleet.refusals += 1;
    this.#fleet.lastRefusal = `${code}: ${message}`;
  }

  onText(bytes: Uint8Array, start: number, end: number, raw: RawDevice): void {
    if (raw !== this.#raw) return;
    const kind = frameKind(bytes, start);
    if (kind === 'answer') this.#requests.answer(textOf(bytes, start, end));
    else this.#host.onPush(kind, bytes, start, end);
  }

  onBinary(bytes: Uint8Array, start: number, end: number, raw: RawDevice): void {
    if (raw === this.#raw) this.#host.onPacked(bytes, start, end);
  }

  onBytes(count: number): void {
    this.#fleet.bytes += count;
  }

  onClosed(code: number, reason: string, raw: RawDevice): void {
    if (raw === this.#raw) this.#gone(code, reason);
  }

  #ask(command: Command, onAnswer: (answer: ConnectAnswer) => void): Promise<AnswerParts> {
    const askedAtMs = performance.now();
    return new Promise((resolve, reject) => {
      this.call(command, (answer) => {
        try {
          if (answer.ok !== undefined) {
            this.connectMs = performance.now() - askedAtMs;
            this.connections += 1;
            this.#isConnected = true;
            this.#fleet.online += 1;
            onAnswer(answer.ok as ConnectAnswer);
          }
          resolve(answer);
        } catch (error) {
          // An answer that no server may give.
          reject(error);
        }
      });
    });
  }

  /** Once for each connection, whoever noticed first. */
  #gone(code: number, reason: string): void {
    if (this.#raw === undefined) return;
    this.#raw = undefined;
    const wasConnected = this.#isConnected;
    this.#isConnected = false;
    if (wasConnected) this.#fleet.online -= 1;
    this.#requests.closed(`connection closed with ${code} (${reason})`);
    // Whoever still waits for `connect` is told by its rejection.
    if (wasConnected) this.#host.onEnded(code, reason, this.#isWanted);
  }

  #closedEarly(raw: RawDevice): ConnectError {
    const { code, reason } = raw.closing;
    const text = `connect of ${this.user}: closed with ${code} (${reason})`;
    return new ConnectError(this.#place, text, `${code}`, !mayReconnect(code));
  }

  #refusedFor(error: WireError | undefined): ConnectError {
    const { code = 'internal', message = 'no answer' } = error ?? {};
    this.terminate();
    return new ConnectError(this.#place, `connect of ${this.user}: ${code}: ${message}`, '', true);
  }
}
