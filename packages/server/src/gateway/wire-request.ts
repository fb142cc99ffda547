import type { WireError } from '@eagre/protocol';
import type { Connection } from './connection.ts';

/** A command as it came: an object with a usable `id` and a `cmd`; its arguments are not checked. */
export interface WireRequest {
  readonly id: number;
  readonly cmd: string;
  readonly [argument: string]: unknown;
}

/**
 * Carries out one command. It must answer every request exactly once, with `connection.answer` or
 * `connection.fail`; when it throws or rejects, the gateway answers `internal`. Called in the order
 * in which the frames came.
 */
export type Dispatch = (connection: Connection, request: WireRequest) => void | Promise<void>;

/** Asked before a command is dispatched; the error it gives is the answer (rate limits, overload). */
export type Admit = (connection: Connection, request: WireRequest) => WireError | undefined;
