/**
 * The network as the gateway sees it. The runtime's WebSocket is one implementation, the test
 * kit's simulated network another.
 */
export interface Socket {
  /**
   * Gives a frame to the network. Returns the bytes taken; -1 when the network took it but could
   * not send it at once (wait for `drain`); 0 when it was refused.
   */
  send(frame: string | Uint8Array): number;
  /** Sends a close frame and closes. Calling it again has no effect. */
  close(code: number, reason: string): void;
  /** Drops the connection at once, without a close frame. */
  terminate(): void;
  ping(): void;
  /** Bytes taken and not yet sent. */
  buffered(): number;
  readonly remote: string;
}

/** What the network tells the gateway, for one socket, in order. */
export interface SocketEvents {
  message(frame: string | Uint8Array): void;
  drain(): void;
  pong(): void;
  closed(code: number, reason: string): void;
}
