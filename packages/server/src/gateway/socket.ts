/**
 * The network as the gateway sees it. The runtime's WebSocket is one as it stands, without a wrapper
 * that every frame would pass and every connection pay for; hence the names. Tests have another.
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
  ping(): unknown;
  /** Bytes taken and not yet sent. */
  getBufferedAmount(): number;
  readonly remoteAddress: string;
}

/** What the network tells the gateway, for one socket, in order. */
export interface SocketEvents {
  message(frame: string | Uint8Array): void;
  drain(): void;
  pong(): void;
  closed(code: number, reason: string): void;
}
