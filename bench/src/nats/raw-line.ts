import { connect, type Socket } from 'bun';

const pingMs = 1;

/** A line to a NATS server that costs next to nothing itself: bytes go out, and what comes is counted. */
export class RawLine {
  bytesIn = 0;
  #socket!: Socket;
  #unsent: Uint8Array = new Uint8Array();

  static async open(port: number): Promise<RawLine> {
    const line = new RawLine();
    line.#socket = await connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        data: (_socket, bytes) => {
          line.bytesIn += bytes.length;
        },
        drain: () => line.#flush(),
      },
    });
    line.write(Buffer.from('CONNECT {"verbose":false}\r\n'));
    await line.taken();
    return line;
  }

  write(bytes: Uint8Array): void {
    this.#unsent = this.#unsent.length === 0 ? bytes : Buffer.concat([this.#unsent, bytes]);
    this.#flush();
  }

  /** Everything written so far was carried out by the server: it answers in order. */
  async taken(): Promise<void> {
    const before = this.bytesIn;
    this.write(Buffer.from('PING\r\n'));
    while (this.bytesIn === before || this.#unsent.length > 0) await Bun.sleep(pingMs);
  }

  close(): void {
    this.#socket.end();
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    this.#unsent = this.#unsent.subarray(this.#socket.write(this.#unsent));
  }
}

/** A message as it is published, so many times. */
export function published(subject: string, payload: number, times: number): Uint8Array {
  const one = `PUB ${subject} ${payload}\r\n${'x'.repeat(payload)}\r\n`;
  return Buffer.from(one.repeat(times));
}

/** Bytes of one message as a subscriber gets it. */
export function deliveredBytes(subject: string, payload: number): number {
  return `MSG ${subject} 1 ${payload}\r\n`.length + payload + 2;
}
