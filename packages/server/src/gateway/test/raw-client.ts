import { subprotocol } from '@eagre/protocol';
import { connectPath } from '../listener-bun.ts';

/** A WebSocket client below the WebSocket API: it can stop reading, and send any bytes. */
export interface RawClient {
  /** Texts of whole frames received so far. */
  readonly texts: string[];
  /** The code of the close frame, once one came. */
  closeCode: number | undefined;
  /** The TCP connection is gone. */
  ended: boolean;
  send(text: string): void;
  sendBytes(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** Ends the TCP connection after what was sent. */
  end(): void;
}

export const opText = 1;
export const opBinary = 2;

/** A masked frame of a client; the mask is zero. */
export function clientFrame(payload: Uint8Array, opcode = opText, fin = true): Buffer {
  const first = (fin ? 0x80 : 0) | opcode;
  const { length } = payload;
  const size =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : length < 65_536
        ? Buffer.from([first, 0x80 | 126, length >> 8, length & 255])
        : Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, ...bytesOf(length)]);
  return Buffer.concat([size, Buffer.alloc(4), payload]);
}

function bytesOf(length: number): number[] {
  return [24, 16, 8, 0].map((shift) => (length >>> shift) & 255);
}

export async function rawClient(port: number): Promise<RawClient> {
  let upgraded = false;
  let rest = Buffer.alloc(0);
  let opened = () => {};
  const ready = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const client: RawClient = {
    texts: [],
    closeCode: undefined,
    ended: false,
    send: (text) => client.sendBytes(clientFrame(Buffer.from(text))),
    sendBytes: (bytes) => void socket.write(bytes),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
  };
  const read = (data: Buffer) => {
    rest = rest.length === 0 ? Buffer.from(data) : Buffer.concat([rest, data]);
    if (!upgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      upgraded = true;
      rest = rest.subarray(end + 4);
      opened();
    }
    rest = Buffer.from(readFrames(rest, client));
  };
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_socket, data) => read(data),
      close: () => {
        client.ended = true;
      },
      error: () => {},
    },
  });
  socket.write(
    `GET ${connectPath} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
  );
  await ready;
  return client;
}

/** Takes whole frames from the front; gives what is left. */
function readFrames(bytes: Buffer, client: RawClient): Buffer {
  let at = 0;
  for (;;) {
    if (bytes.length < at + 2) break;
    let length = bytes.readUInt8(at + 1) & 127;
    let start = at + 2;
    if (length === 126) {
      if (bytes.length < at + 4) break;
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    } else if (length === 127) {
      if (bytes.length < at + 10) break;
      length = bytes.readUInt32BE(at + 6);
      start = at + 10;
    }
    if (bytes.length < start + length) break;
    const opcode = bytes.readUInt8(at) & 15;
    if (opcode === opText) client.texts.push(bytes.toString('utf8', start, start + length));
    if (opcode === 8 && length >= 2) client.closeCode = bytes.readUInt16BE(start);
    at = start + length;
  }
  return bytes.subarray(at);
}
