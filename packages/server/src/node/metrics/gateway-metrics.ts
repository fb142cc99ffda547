import type { Stations } from '../stations.ts';
import { byLabel, type MetricRow } from './metric-table.ts';

export function gatewayMetrics({ gateway }: Stations): MetricRow[] {
  const { counters, registry } = gateway;
  return [
    ['connections', 'Open connections', () => gateway.connections],
    ['devices', 'Connections that said who they are', () => registry.size],
    ['users', 'Users with a device connected', () => registry.users],
    ['connections_opened_total', 'Connections opened', () => counters.opened],
    [
      'connections_closed_total',
      'Connections closed, by reason',
      () => byLabel('reason', counters.closed),
      'reason',
    ],
    ['frames_in_total', 'Frames from devices', () => counters.framesIn],
    ['bytes_in_total', 'Bytes of frames from devices', () => counters.bytesIn],
    ['frames_out_total', 'Answers, notices and heads to devices', () => counters.framesOut],
    ['bytes_out_total', 'Bytes of all frames that lines took at once', () => counters.bytesOut],
    [
      'drops_total',
      'What was meant for a device and not sent, by reason',
      () => byLabel('reason', counters.drops),
      'reason',
    ],
    ['sockets_blocked_total', 'Times a device stopped reading', () => counters.blockedTimes],
    ['sockets_blocked', 'Devices that do not read now', () => counters.blockedNow],
    ['head_pushes_total', 'Times a device was told to pull', () => counters.headPushes],
    ['commands_refused_total', 'Commands refused at the entrance', () => counters.refused],
  ];
}
