import { expect, test } from 'bun:test';
import { readExpression } from './promql.ts';

test('an expression is read', () => {
  const text = 'sum by (instance) (rate(a_total{reason!="x"}[5m])) > 1 and b == 1';
  expect(readExpression(text)).toEqual({
    errors: [],
    metrics: ['a_total', 'b'],
    labels: ['instance', 'reason'],
    ranged: ['a_total'],
  });
});

test('what is none is found', () => {
  for (const text of ['rate(a[5m)', 'a{b=c}', 'sum by instance (a)', 'a >', '']) {
    expect([text, readExpression(text).errors.length > 0]).toEqual([text, true]);
  }
});
