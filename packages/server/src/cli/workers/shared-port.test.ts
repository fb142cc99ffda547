import { expect, test } from 'bun:test';
import { AddressInUseError } from '../../node/node-types.ts';
import { claimPort } from './shared-port.ts';

const host = '127.0.0.1';

test('a free port for 0, and one that is free for itself', async () => {
  const port = await claimPort(host, 0);
  expect(port).toBeGreaterThan(0);
  expect(await claimPort(host, port)).toBe(port);
});

test('a port that somebody has is refused, also when he would share it', async () => {
  const other = Bun.serve({
    hostname: host,
    port: 0,
    reusePort: true,
    fetch: () => new Response(),
  });
  await expect(claimPort(host, other.port ?? 0)).rejects.toThrow(AddressInUseError);
  await other.stop(true);
});
