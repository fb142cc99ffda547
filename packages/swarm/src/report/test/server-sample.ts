import type { ServerSample } from '../run-report.ts';

/** A server at rest, but for what is told. */
export function serverSample(told: Partial<ServerSample> = {}): ServerSample {
  return {
    cpu: 0,
    residentBytes: 0,
    lagMs: 0,
    connections: 0,
    roomDevices: 0,
    framesOutPerSecond: 0,
    bytesOutPerSecond: 0,
    commandsPerSecond: 0,
    rowsPerSecond: 0,
    storeMs: 0,
    drops: {},
    refusals: {},
    overload: [],
    ...told,
  };
}
