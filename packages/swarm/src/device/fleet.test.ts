import { expect, test } from 'bun:test';
import { Device } from './device.ts';
import { Fleet } from './fleet.ts';
import { FakeServer, refusal } from './test/fake-server.ts';

test('devices come to several addresses by turns; the one that refuses is named', async () => {
  const first = new FakeServer();
  const second = new FakeServer();
  const fleet = new Fleet(first, second);
  fleet.closing = true;
  const connect = (user: string) => Device.connect(fleet, { user, token: 't' });
  for (const user of ['a', 'b', 'c']) await connect(user);
  expect([first, second].map(({ sockets }) => sockets.size)).toEqual([2, 1]);
  second.on('connect', () => refusal('banned', 'who is that?'));
  await expect(connect('d')).rejects.toThrow(`${second.host}:${second.port}`);
  await connect('e');
  for (const device of fleet.devices) device.terminate();
  await first.stop();
  await second.stop();
});
