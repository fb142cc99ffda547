import type { Clock } from '@eagre/protocol';
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';
import type { Limits } from '../../limits.ts';
import { greetingOf } from './greeting.ts';
import { type NatsAddress, nameOfAddress } from './servers.ts';
import { NatsSession } from './session.ts';

export interface ConnectOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** What the server lists this connection as. */
  readonly name: string;
  readonly complaint: (error: Error) => void;
}

/**
 * A session with the first of these servers that takes us. Rejects with one error that says what is
 * wrong with each of them.
 */
export async function connectToFirst(
  addresses: readonly NatsAddress[],
  options: ConnectOptions,
): Promise<NatsSession> {
  const wrong: string[] = [];
  for (const address of addresses) {
    try {
      return await connectTo(address, options);
    } catch (error) {
      wrong.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(wrong.join('; '));
}

async function connectTo(address: NatsAddress, options: ConnectOptions): Promise<NatsSession> {
  const { clock, limits, complaint } = options;
  // The client leaves a socket behind for each server that accepts and hangs: so we look first.
  await greetingOf(address, { clock, timeoutMs: limits.natsConnectMs });
  const server = nameOfAddress(address);
  try {
    const connection = await connect(clientOptions(address, options));
    return new NatsSession({ connection, server, limits, complaint });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${server}: ${why}`, { cause: error });
  }
}

function clientOptions(
  address: NatsAddress,
  { limits, name }: ConnectOptions,
): NodeConnectionOptions {
  const { user, password, token, tls, ca, cert, key } = address;
  return {
    servers: nameOfAddress(address),
    name,
    // What this node says reaches its own subscribers without a way round the server.
    noEcho: true,
    // The link makes every connection anew: its pauses are ours, and nothing is said late.
    reconnect: false,
    ignoreClusterUpdates: true,
    timeout: limits.natsConnectMs,
    pingInterval: limits.natsPingMs,
    maxPingOut: 2,
    ...(user !== undefined && { user, pass: password ?? '' }),
    ...(token !== undefined && { token }),
    ...(tls && {
      tls: {
        ...(ca !== undefined && { caFile: ca }),
        ...(cert !== undefined && { certFile: cert }),
        ...(key !== undefined && { keyFile: key }),
      },
    }),
  };
}
