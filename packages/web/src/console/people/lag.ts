import type { DeviceRow } from '@eagre/server/console';

/** Entries that the device lacks of all queues it follows. */
export function lagOf({ positions }: Pick<DeviceRow, 'positions'>): number {
  return positions.reduce((sum, position) => sum + behindOf(position), 0);
}

/** Never negative: a head that was asked for before the position may be older. */
export function behindOf({ syncId, head }: { syncId: number; head: number }): number {
  return Math.max(0, head - syncId);
}
