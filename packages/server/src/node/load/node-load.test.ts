import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { StationCluster } from '../test/station-cluster.ts';
import { nodeFigures } from './node-figures.ts';
import { watchLoad } from './node-load.ts';

test('a full answer is small enough for a message between nodes', async () => {
  const cluster = new StationCluster();
  const { stations } = await cluster.start('n1');
  const { figures } = nodeFigures(stations);
  const widest = 123_456_789_012;
  const points = Array.from({ length: limits.seriesPoints }, () => widest);
  const answer = JSON.stringify(Object.fromEntries(figures.map(({ name }) => [name, points])));
  // It goes as a text within a text.
  expect(JSON.stringify(answer).length).toBeLessThan(512 * 1024);
  await cluster.close();
});

test('what is kept is bounded, and each figure has a name of its own', async () => {
  const cluster = new StationCluster();
  const { stations } = await cluster.start('n1');
  const names = nodeFigures(stations).figures.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const bytes = names.length * (limits.seriesSeconds + limits.seriesMinutes) * 4;
  expect(bytes).toBeLessThan(1024 * 1024);
  await cluster.close();
});

test('what is left out is told by reason', async () => {
  const cluster = new StationCluster();
  const { clock } = cluster;
  const node = await cluster.start('n1');
  const { stations } = node;
  const ann = await cluster.device(node, 'ann');
  const load = watchLoad(stations, clock, limits);
  await cluster.call(ann, 'room.enter', { room: 'room:show', gen: 1 });
  const [show] = stations.room.rooms.all();
  await clock.advance(1000 - (clock.now() % 1000));
  show?.pipeline.counts.drop('buffer_full', [1, 2, 4]);
  stations.gateway.counters.drops.entries_behind += 3;
  stations.fanout.counters.lanes.low.overflows += 2;
  stations.gateway.counters.refused += 4;
  await clock.advance(1000);
  const { values } = load.series.read({ stepMs: 1000 });
  const last = (name: string) => values[name]?.at(-1);
  expect([last('entries_behind'), last('topic_overflow'), last('refused')]).toEqual([3, 2, 4]);
  expect([last('room_buffer_full'), last('bus')]).toEqual([7, 0]);
  await clock.advance(1000);
  const next = load.series.read({ stepMs: 1000 }).values['room_buffer_full'];
  expect(next?.at(-1)).toBe(0);
  load.close();
  await cluster.close();
});

test('the sums of rooms do not fall when one is let go', async () => {
  const cluster = new StationCluster(undefined, { roomIdleMs: 3000 });
  const { clock } = cluster;
  const node = await cluster.start('n1');
  const { rooms } = node.stations.room;
  const load = watchLoad(node.stations, clock, limits);
  const ann = await cluster.device(node, 'ann');
  await cluster.call(ann, 'room.enter', { room: 'room:show', gen: 1 });
  const text = { clientId: 'r1', kind: 'text', body: { text: 'hello' } };
  await cluster.call(ann, 'room.send', { room: 'room:show', ...text });
  await cluster.call(ann, 'room.leave', { room: 'room:show', gen: 2 });
  await clock.advance(20_000);
  expect(rooms.size).toBe(0);
  const out = load.series.read({ stepMs: 1000 }).values['messagesOut'] ?? [];
  expect(out.filter((value) => value !== 0)).toEqual([1]);
  load.close();
  await cluster.close();
});

test('nothing is left of it when it is closed', async () => {
  const cluster = new StationCluster();
  const { stations } = await cluster.start('n1');
  const before = cluster.clock.pendingTimers;
  const load = watchLoad(stations, cluster.clock, limits);
  expect(cluster.clock.pendingTimers).toBe(before + 1);
  load.close();
  expect(cluster.clock.pendingTimers).toBe(before);
  await cluster.close();
});
