import { expect, test } from 'bun:test';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

test('who comes after a recall never gets the body, neither from the log nor from a copy', async () => {
  await using node = await TestNode.start();
  const connect = async (user: string, device = 'phone') =>
    TestDevice.open(node.url, await node.token(user), device);
  // Both are cached before the recall: the cache has to follow it.
  const [ann, bob] = [await connect('ann'), await connect('bob')];
  const conversation = 'direct:ann:bob';
  const message = { conversation, clientId: 'm1', kind: 'text', body: { text: 'secret' } };
  await ann.request('send', message);
  const { ok } = await bob.request('sync', { positions: [] });
  expect(JSON.stringify(ok)).toContain('secret');
  await ann.request('recall', { conversation, syncId: 1 });
  const tablet = await connect('bob', 'tablet');
  const history = await tablet.request('history', { conversation });
  for (const frame of [tablet.frames[0], history]) {
    expect(JSON.stringify(frame)).toContain('"recalled":true');
    expect(JSON.stringify(frame)).not.toContain('secret');
  }
  for (const device of [ann, bob, tablet]) device.close();
});
