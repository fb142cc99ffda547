import { expect, test } from 'bun:test';
import { behindOf, lagOf } from './lag.ts';

const at = (syncId: number, head: number) => ({ queue: 'group:a', epoch: 1, syncId, head });

test('what a device lacks is the sum over its queues, each never below zero', () => {
  expect(behindOf(at(7, 10))).toBe(3);
  expect(behindOf(at(10, 7))).toBe(0);
  expect(lagOf({ positions: [at(7, 10), at(10, 7), at(0, 2)] })).toBe(5);
  expect(lagOf({ positions: [] })).toBe(0);
});
