import type { RawDevice } from '../device/raw-device.ts';

/** Called for each frame of a subscriber; `bytes` is only good until the call returns. */
export type OnFrame = (bytes: Uint8Array, start: number, end: number) => void;

/** A server that hands what is published to all who have subscribed. */
export interface Adapter {
  /** The word on the command line. */
  name: string;
  /** For the table. */
  title: string;
  /** What is done otherwise than with the others; for people, one line each. */
  notes: readonly string[];
  /** Texts under way that are tried, to find what goes fastest; the usual ones unless told. */
  depths?: readonly number[];
  /** What it needs and is not on this machine, with the way to get it, in one line. */
  missing(): string | undefined;
  /** `core`: the only one that the server may run on. */
  start(core: number | undefined): Promise<PeerServer>;
}

/** A running server with one topic. */
export interface PeerServer {
  /** With its children, whose memory and time are what it costs. */
  readonly pid: number;
  /** Publications that were refused or failed. */
  readonly failures: number;
  /** One more connection that gets all that is published from now on. */
  subscribe(index: number, onFrame: OnFrame): Promise<RawDevice>;
  /** To be called when there are subscribers. */
  publish(text: string): void;
  stop(): Promise<void>;
}

export const peerHost = '127.0.0.1';
