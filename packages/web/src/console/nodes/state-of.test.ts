import { expect, test } from 'bun:test';
import { stateOf } from './state-of.ts';

const row = { node: 'n', version: '1', startedAt: 0, connections: 0, rooms: 0, draining: false };

test('a node is ready, not ready, silent, leaving or gone', () => {
  expect(stateOf({ ...row, ready: true })).toBe('ready');
  expect(stateOf({ ...row, ready: false, notReady: 'the store is away' })).toBe('notReady');
  expect(stateOf(row)).toBe('silent');
  expect(stateOf({ ...row, draining: true, ready: false })).toBe('draining');
  expect(stateOf({ node: 'n', version: '1', startedAt: 0, lastHeardAt: 5 })).toBe('gone');
});
