import type { Frame } from './unpacker.ts';

/** What a transport tells, for one socket, in order. After `closed` nothing more is told. */
export interface TransportEvents {
  opened(): void;
  /** Text, or the bytes of a binary message. */
  message(frame: Frame): void;
  /** A WebSocket close code; 1006 when the connection just broke. */
  closed(code: number, reason: string): void;
}

export interface TransportSocket {
  /** Called between `opened` and `closed` only. */
  send(frame: string): void;
  /** May be called at any time, again too; `closed` need not be told afterwards. */
  close(): void;
}

/** The network as the SDK sees it: a WebSocket, or a simulated one in tests. */
export interface Transport {
  open(url: string, events: TransportEvents): TransportSocket;
}
