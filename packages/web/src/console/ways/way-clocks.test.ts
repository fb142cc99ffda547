import { expect, test } from 'bun:test';
import type { WayStation } from '@eagre/server/console';
import { clocksBehind } from './way-clocks.ts';
import { outcomesOf } from './way-outcomes.ts';

const at = (node: string, station: WayStation['station'], ms: number, more: object = {}) => ({
  ...{ node, station, at: 1_000_000 + ms },
  ...more,
});
const here = [at('n1', 'received', 0), at('n1', 'admitted', 1), at('n1', 'committed', 6)];

test('a node that had it before it was stored elsewhere has a clock that is behind', () => {
  const early = [at('n2', 'heard', -4), at('n2', 'last', -3), at('n3', 'heard', 7)];
  expect(clocksBehind([...early, ...here])).toEqual([{ node: 'n2', byMs: 10, origin: 'n1' }]);
  expect(clocksBehind([...here, at('n2', 'heard', 4.5)])).toEqual([]);
  expect(clocksBehind([...here.slice(0, 2), at('n2', 'heard', -2)])).toEqual([
    { node: 'n2', byMs: 3, origin: 'n1' },
  ]);
});

test('where nobody knows when it left nothing is said', () => {
  expect(clocksBehind([at('n2', 'heard', -4), at('n3', 'heard', 7)])).toEqual([]);
  expect(clocksBehind(here)).toEqual([]);
  expect(clocksBehind([])).toEqual([]);
});

test('what came of it, node by node', () => {
  const outcomes = outcomesOf([
    at('n2', 'heard', 8),
    at('n2', 'last', 9, { devices: 3, behind: 1 }),
    at('n3', 'dropped', 12, { why: 'receiver_cap' }),
    ...here,
  ]);
  expect(outcomes).toEqual([
    { node: 'n1', devices: 0, behind: 0, why: undefined },
    { node: 'n2', devices: 3, behind: 1, why: undefined },
    { node: 'n3', devices: 0, behind: 0, why: 'receiver_cap' },
  ]);
});
