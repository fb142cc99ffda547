import { AddressInUseError } from '../../node/node-types.ts';

/**
 * The port for all workers: the one asked for, or a free one for 0. It is opened for a moment as
 * nobody's but ours, since listeners that share a port do not notice those of another program.
 * @throws AddressInUseError
 */
export async function claimPort(hostname: string, port: number): Promise<number> {
  try {
    const probe = Bun.listen({ hostname, port, socket: { data() {} } });
    const claimed = probe.port;
    probe.stop(true);
    return claimed;
  } catch (error) {
    throw new AddressInUseError(hostname, port, error);
  }
}
