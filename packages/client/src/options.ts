import { type Clock, realClock } from '@eagre/protocol/clock';
import { type Random, realRandom } from '@eagre/protocol/random';
import type { TokenSource } from './connection/token.ts';
import type { Transport } from './connection/transport.ts';
import { canUnpack } from './connection/unpacker.ts';
import { type WebSocketConstructor, webSocketTransport } from './connection/web-socket.ts';
import { invalidArgument } from './errors.ts';
import { clientLimits } from './limits.ts';
import { randomName } from './send/client-id.ts';
import { memoryPositions } from './storage/memory.ts';
import type { OpenPositionStore } from './storage/position-store.ts';

/** What `createClient` takes. Times are in milliseconds. */
export interface ClientOptions {
  /** Where the server is: `ws://…` or `wss://…`, also `http(s)://…`; a missing path is `/v1/connect`. */
  url: string;
  /** The user the token is of. */
  user: string;
  /** A token, or a function that gets a fresh one: called at each connect and before one ends. */
  token: TokenSource;
  /** Name of this device, 1 to 64 of `A-Z a-z 0-9 _ . @ -`. Needed with a store that lasts; else drawn. */
  device?: string | undefined;
  /** Where positions are kept between runs; in memory (a fresh device each time) unless told. */
  positions?: OpenPositionStore | undefined;
  /** The WebSocket class to use, where the runtime has none or another is wanted. */
  webSocket?: WebSocketConstructor | undefined;
  /** Entries before the head that a fresh device gets of each queue, 0 to 100; the server's default 20. */
  recent?: number | undefined;
  /** Bytes of entries in one answer to `connect` or `sync`; the server's default 256 KB. */
  answerBytes?: number | undefined;
  /** Large frames come packed, where the runtime can unpack them; true unless told. */
  pack?: boolean | undefined;
  /** Name and version of the application, for the server's logs. */
  agent?: string | undefined;
  backoffBaseMs?: number | undefined;
  backoffCapMs?: number | undefined;
  connectTimeoutMs?: number | undefined;
  requestTimeoutMs?: number | undefined;
  /** How often positions are compared with the server's heads while online; 5 minutes. */
  syncEveryMs?: number | undefined;
  /** How long a message may wait to be sent, reconnects included; 2 minutes. */
  sendDeadlineMs?: number | undefined;
  /** Messages of one conversation sent without waiting for an answer, 1 to 32; 1 keeps their order always. */
  sendsAtOnce?: number | undefined;
  saveDelayMs?: number | undefined;
  /** Other than the real ones in tests only. */
  transport?: Transport | undefined;
  clock?: Clock | undefined;
  random?: Random | undefined;
}

/** The options made whole, once. */
export interface ResolvedOptions {
  url: string;
  user: string;
  token: TokenSource;
  device: string;
  agent: string;
  pack: boolean;
  positions: OpenPositionStore;
  recent: number | undefined;
  answerBytes: number | undefined;
  backoffBaseMs: number;
  backoffCapMs: number;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  syncEveryMs: number;
  sendDeadlineMs: number;
  sendsAtOnce: number;
  saveDelayMs: number;
  transport: Transport;
  clock: Clock;
  random: Random;
}

const name = /^[A-Za-z0-9_.@-]{1,64}$/;

/** Throws `EagreError` with code `invalid_argument` and the field that is wrong. */
export function resolveOptions(given: ClientOptions): ResolvedOptions {
  const random = given.random ?? realRandom;
  if (given.positions !== undefined && given.device === undefined) {
    throw invalidArgument(
      'device',
      'is needed with a position store: a drawn one would find nothing there',
    );
  }
  const device = given.device ?? `d-${randomName(random)}`;
  for (const [field, value] of [
    ['user', given.user],
    ['device', device],
  ] as const) {
    if (!name.test(value))
      throw invalidArgument(field, 'must be 1 to 64 characters of A-Z a-z 0-9 _ . @ -');
  }
  return {
    url: addressOf(given.url),
    user: given.user,
    token: given.token,
    device,
    agent: given.agent ?? 'eagre-js',
    pack: canUnpack && (given.pack ?? true),
    positions: given.positions ?? memoryPositions(),
    recent: given.recent,
    answerBytes: given.answerBytes,
    ...timesOf(given),
    sendsAtOnce: sendsAtOnce(given.sendsAtOnce ?? clientLimits.sendsAtOnce),
    transport: given.transport ?? webSocketTransport(given.webSocket),
    clock: given.clock ?? realClock,
    random,
  };
}

const times = [
  'backoffBaseMs',
  'backoffCapMs',
  'connectTimeoutMs',
  'requestTimeoutMs',
  'syncEveryMs',
  'sendDeadlineMs',
  'saveDelayMs',
] as const;

function timesOf(given: ClientOptions): Record<(typeof times)[number], number> {
  const entries = times.map((field) => {
    const value = given[field] ?? clientLimits[field];
    if (value >= 1 && value < 2 ** 31) return [field, value];
    throw invalidArgument(field, 'must be 1 to 2147483647 milliseconds');
  });
  return Object.fromEntries(entries);
}

function sendsAtOnce(value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 32) return value;
  throw invalidArgument('sendsAtOnce', 'must be 1 to 32');
}

function addressOf(text: string): string {
  if (!URL.canParse(text))
    throw invalidArgument('url', `must be a WebSocket address, not "${text}"`);
  const url = new URL(text);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  if (!/^wss?:$/.test(url.protocol))
    throw invalidArgument('url', 'must start with ws://, wss:// or http(s)://');
  if (url.pathname === '/') url.pathname = '/v1/connect';
  return url.href;
}
