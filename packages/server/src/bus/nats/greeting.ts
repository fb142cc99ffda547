import { connect, type Socket } from 'node:net';
import type { Clock } from '@eagre/protocol';
import { type NatsAddress, nameOfAddress } from './servers.ts';

/** What a server says of itself to whoever connects. */
export interface NatsGreeting {
  readonly version: string;
  /** Largest message that it takes. Bytes. */
  readonly maxPayload: number;
  /** Name of the cluster that it is part of. */
  readonly cluster?: string;
}

/** More than any greeting; what talks on and on is something else. Bytes. */
const longestGreeting = 64 * 1024;

/**
 * Looks whether a NATS server is there, without coming in. It must speak within `timeoutMs`: one that
 * hangs accepts connections too. Rejects with an error that names the server and what is wrong.
 */
export function greetingOf(
  address: NatsAddress,
  options: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<NatsGreeting> {
  const { promise, resolve, reject } = Promise.withResolvers<NatsGreeting>();
  const fail = (why: string) => reject(new Error(`${nameOfAddress(address)}: ${why}`));
  const socket: Socket = connect(address.port, address.host);
  const { timeoutMs, clock } = options;
  const timer = clock.setTimer(timeoutMs, () => fail(`no NATS greeting within ${timeoutMs} ms`));
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1');
    const end = said.indexOf('\r\n');
    if (end < 0 && said.length < longestGreeting) return;
    const greeting = greetingIn(said.slice(0, end));
    if (greeting === undefined) fail('something listens there that is no NATS server');
    else resolve(greeting);
  });
  socket.on('error', (error) => fail(reasonOf(error)));
  socket.on('close', () => fail('closed the connection without a greeting'));
  return promise.finally(() => {
    timer.cancel();
    socket.destroy();
  });
}

function greetingIn(line: string): NatsGreeting | undefined {
  if (!line.startsWith('INFO ')) return undefined;
  try {
    const info = JSON.parse(line.slice('INFO '.length)) as Record<string, unknown>;
    const { version, max_payload: maxPayload, cluster } = info;
    if (typeof version !== 'string' || typeof maxPayload !== 'number') return undefined;
    return { version, maxPayload, ...(typeof cluster === 'string' && { cluster }) };
  } catch {
    return undefined;
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'connection refused';
  if (error.code === 'ENOTFOUND') return 'no such host';
  return error.message;
}
