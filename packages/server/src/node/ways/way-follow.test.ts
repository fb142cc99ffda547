import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import { limits } from '../../limits.ts';
import { NodeConsole } from '../test/console-cluster.ts';
import { app, StationCluster } from '../test/station-cluster.ts';
import { end, group, stationsAt, waysScene } from '../test/ways-scene.ts';

const ann = 'ann' as UserId;

test('who is followed is followed on all nodes, for ten minutes, however busy they are', async () => {
  const {
    cluster,
    n1,
    ann: device,
    bob,
    ways,
    ways2,
    asked,
    create,
  } = await waysScene({
    wayNotesPerSecond: 1,
  });
  await create('read');
  const { until, missing } = await asked(ways2.follow(app, { from: ann }));
  expect(missing).toEqual([]);
  for (let i = 0; i < 20; i += 1) {
    await cluster.say(bob, group, `of somebody else ${i}`);
    await cluster.say(device, group, `text ${i}`);
  }
  const { ways: all, following } = await asked(ways.list({ app, limit: 50 }));
  expect(all.filter(({ from }) => from === 'bob').length).toBeLessThan(10);
  const list = all.filter(({ from }) => from === 'ann');
  expect(list).toHaveLength(20);
  expect(following).toMatchObject([{ app, from: 'ann' }]);
  expect(Math.abs((following[0]?.until ?? 0) - until)).toBeLessThan(3000);
  for (const { id } of list) {
    const way = await asked(ways.get(id, { app }));
    expect([stationsAt(way, 'n1').at(-1), stationsAt(way, 'n2').at(-1)]).toEqual([
      'last 2',
      'last 1',
    ]);
  }
  await cluster.clock.advance(limits.wayWatchMs);
  expect((await asked(ways.list({ limit: 10 }))).following).toEqual([]);
  expect(n1.stations.ways.following()).toEqual([]);
  await end(cluster);
});

test('a node that is full, or does not hear of it, is named', async () => {
  const { cluster, n2, ways, asked } = await waysScene({ waysWatched: 1 });
  n2.stations.ways.follow({ app, from: 'dan' }, 1000);
  const { missing } = await asked(ways.follow(app, { conversation: group }));
  expect(missing).toEqual(['n2']);
  const refused = await asked(ways.follow(app, { from: ann }).catch((error: unknown) => error));
  expect(refused).toMatchObject({ code: 'limit_exceeded' });
  expect(String(refused)).toContain('end one of them');
  await asked(ways.unfollow(app, { conversation: group }));
  expect((await asked(ways.follow(app, { from: ann }))).missing).toEqual([]);
  await end(cluster);
});

test('an operator follows by the console, and the audit log says so', async () => {
  const cluster = new StationCluster();
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const [one, two] = [await NodeConsole.open(cluster, n1), await NodeConsole.open(cluster, n2)];
  await cluster.clock.advance(2000);
  const headers = await one.session();
  const path = '/apps/shop/follow';
  const begun = await one.ask('POST', path, headers, { from: 'ann', conversation: group });
  expect(begun).toMatchObject({
    status: 200,
    body: { app: 'shop', from: 'ann', conversation: group, missing: [] },
  });
  const { body } = await two.ask('GET', '/ways', headers);
  expect(body).toMatchObject({ following: [{ app: 'shop', from: 'ann', conversation: group }] });
  for (const wrong of [{}, { from: 'a b' }, { conversation: 'lobby' }, { user: 'ann' }]) {
    const { status, body } = await one.ask('POST', path, headers, wrong);
    expect([status, body.error.code]).toEqual([400, 'invalid_argument']);
  }
  expect((await one.ask('POST', '/apps/none/follow', headers, { from: 'ann' })).status).toBe(404);
  const noSecret = { cookie: headers['cookie'] ?? '' };
  expect((await one.ask('POST', path, noSecret, { from: 'ann' })).status).toBe(403);
  const ended = await two.ask('DELETE', `${path}?from=ann&conversation=${group}`, headers);
  expect(ended.status).toBe(204);
  expect((await one.ask('DELETE', path, headers)).status).toBe(400);
  expect(n1.stations.ways.following()).toEqual([]);
  const { entries } = (await one.ask('GET', '/audit', headers)).body;
  const did = entries.map(({ action, status, detail }) => `${action} ${status} ${detail}`);
  expect(did.join('\n')).toContain('POST /follow 200 {"from":"ann"');
  expect(did.join('\n')).toContain('DELETE /follow 204');
  await cluster.close();
});
