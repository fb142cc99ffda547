import { expect, test } from 'bun:test';
import { CommandCounts } from './command-counts.ts';
import { Metrics } from './metrics.ts';

const valuesOf = async (metrics: Metrics) =>
  (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('counters and gauges are read anew each time', async () => {
  const metrics = new Metrics();
  let count = 1;
  let labels = ['a', 'b'];
  metrics.counter({ name: 'things_total', help: 'Things' }, () => count);
  metrics.gauge({ name: 'now', help: 'Now', labels: ['of'] }, () =>
    labels.map((of) => ({ labels: { of }, value: count })),
  );
  expect(await valuesOf(metrics)).toEqual([
    'eagre_things_total 1',
    'eagre_now{of="a"} 1',
    'eagre_now{of="b"} 1',
  ]);
  count = 5;
  labels = ['b'];
  expect(await valuesOf(metrics)).toEqual(['eagre_things_total 5', 'eagre_now{of="b"} 5']);
});

test('commands are counted by name and result, and only good sends are timed', async () => {
  const metrics = new Metrics();
  const counts = new CommandCounts(metrics);
  counts.done('send', 'ok', 0.003);
  counts.done('send', 'not_member', 0.003);
  counts.done('ping', 'ok', 0.001);
  counts.done('room.send', 'rate_limited', 0.001);
  expect(counts.refused).toBe(1);
  const values = await valuesOf(metrics);
  expect(values).toContain('eagre_commands_total{command="send",result="ok"} 1');
  expect(values).toContain('eagre_commands_total{command="send",result="not_member"} 1');
  expect(values).toContain('eagre_commands_total{command="ping",result="ok"} 1');
  expect(values).toContain('eagre_send_seconds_count 1');
  expect(values).toContain('eagre_send_seconds_bucket{le="0.002"} 0');
  expect(values).toContain('eagre_send_seconds_bucket{le="0.005"} 1');
});

test('two nodes keep their metrics apart', async () => {
  const one = new Metrics();
  const other = new Metrics();
  one.gauge({ name: 'here', help: 'Here' }, () => 1);
  other.gauge({ name: 'here', help: 'Here' }, () => 2);
  expect(await valuesOf(one)).toEqual(['eagre_here 1']);
});
