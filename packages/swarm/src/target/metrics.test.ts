import { expect, test } from 'bun:test';
import { parseMetrics } from './metrics.ts';

test('values of one name are added over their labels, comments are left out', () => {
  const metrics = parseMetrics(
    [
      '# HELP eagre_rows_total rows',
      'eagre_rows_total 12',
      'eagre_frames_total{lane="high"} 3',
      'eagre_frames_total{lane="low",to="a b"} 4.5',
      'eagre_big 1.5e+06',
    ].join('\n'),
  );
  expect([...metrics]).toEqual([
    ['eagre_rows_total', 12],
    ['eagre_frames_total', 7.5],
    ['eagre_big', 1_500_000],
  ]);
});
