import { version } from '../../version.ts';
import type { Stations } from '../stations.ts';
import type { MetricRow } from './metric-table.ts';

const causes = ['lag', 'store', 'memory'] as const;

export function processMetrics({ overload }: Stations): MetricRow[] {
  return [
    ['info', 'Version of the server', () => [{ labels: { version }, value: 1 }], 'version'],
    ['process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss()],
    ['process_cpu_seconds_total', 'Processor time', cpuSeconds],
    ['event_loop_lag_seconds', 'How late the last sample was', () => overload.lagMs / 1000],
    [
      'overload',
      '1 while work is refused, by cause',
      () => causes.map((cause) => ({ labels: { cause }, value: overload.cause === cause ? 1 : 0 })),
      'cause',
    ],
  ];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
