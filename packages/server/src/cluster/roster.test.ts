import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { ClusterHub } from '../bus/test/cluster-hub.ts';
import { limits } from '../limits.ts';
import { Roster } from './roster.ts';

function roster(hub: ClusterHub, clock: FakeClock, node: string, reported: unknown[] = []) {
  const startedAt = clock.now();
  const figures = () => ({ version: '1', startedAt, connections: 7, rooms: 2, draining: false });
  const report = (error: unknown) => void reported.push(error);
  return new Roster({ node, bus: hub.at(node), clock, limits, figures, report });
}

const names = (one: Roster) => one.nodes().map(({ node }) => node);

test('nodes know each other at once, whoever came first', () => {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const [b, a] = [roster(hub, clock, 'b'), roster(hub, clock, 'a')];
  expect([names(a), names(b)]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(a.nodes()[1]).toMatchObject({ node: 'b', connections: 7, rooms: 2, draining: false });
  expect([a.isFirst(), b.isFirst()]).toEqual([true, false]);
});

test('who leaves is gone at once, who falls silent after a while', async () => {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => roster(hub, clock, name)) as [
    Roster,
    Roster,
    Roster,
  ];
  b.close();
  expect(names(a)).toEqual(['a', 'c']);
  hub.cut('c');
  await clock.advance(limits.nodeForgetMs - limits.nodeTellMs);
  expect(names(a)).toEqual(['a', 'c']);
  await clock.advance(2 * limits.nodeTellMs);
  expect([names(a), names(c)]).toEqual([['a'], ['c']]);
  hub.heal('c');
  await clock.advance(limits.nodeTellMs);
  expect([names(a), names(c)]).toEqual([
    ['a', 'c'],
    ['a', 'c'],
  ]);
});

test('a second process under the same name is reported once', async () => {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const reported: unknown[] = [];
  const first = roster(hub, clock, 'a', reported);
  const line = hub.at('elsewhere');
  const figures = JSON.stringify({ ...first.nodes()[0], startedAt: 5 });
  for (let i = 0; i < 3; i += 1) line.publish('#nodes', { type: 'node', node: 'a', figures });
  await clock.advance(5 * limits.nodeTellMs);
  expect(reported.map(String)).toEqual([expect.stringContaining('another node is named a')]);
  expect(names(first)).toEqual(['a']);
});

test('a closed roster says nothing more', async () => {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const [a, b] = [roster(hub, clock, 'a'), roster(hub, clock, 'b')];
  b.close();
  await clock.advance(10 * limits.nodeTellMs);
  expect(names(a)).toEqual(['a']);
  a.close();
  expect(clock.pendingTimers).toBe(0);
});

test('who fell silent is told of for an hour, unless it comes back or said that it leaves', async () => {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const a = roster(hub, clock, 'a');
  const left = roster(hub, clock, 'left');
  for (const name of ['c', 'b']) roster(hub, clock, name);
  left.close();
  expect(a.gone()).toEqual([]);
  const cutAt = clock.now();
  hub.cut('b');
  await clock.advance(limits.nodeTellMs * 2);
  hub.cut('c');
  await clock.advance(limits.nodeForgetMs + limits.nodeTellMs);
  expect(a.gone()).toMatchObject([
    { node: 'c', lastHeardAt: cutAt + limits.nodeTellMs * 2 },
    { node: 'b', lastHeardAt: cutAt, version: '1' },
  ]);
  hub.heal('b');
  await clock.advance(limits.nodeTellMs);
  expect(a.gone().map(({ node }) => node)).toEqual(['c']);
  await clock.advance(limits.nodeGoneMs);
  expect(a.gone()).toEqual([]);
});

test('of many that fell silent some are told', async () => {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const a = roster(hub, clock, 'a');
  const others = Array.from({ length: limits.nodesGone + 3 }, (_, i) => `n${i}`);
  for (const name of others) roster(hub, clock, name);
  for (const name of others) {
    hub.cut(name);
    await clock.advance(1);
  }
  await clock.advance(limits.nodeForgetMs + limits.nodeTellMs);
  expect(a.gone()).toHaveLength(limits.nodesGone);
});
