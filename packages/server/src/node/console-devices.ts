import type { AppId, UserId } from '@eagre/protocol';
import { type Answered, byNode } from '../cluster/questions.ts';
import type { DeviceRow, UserPage } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import { queueKey, userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import { DeviceLook, type DeviceLookOptions, type DeviceReport } from './look/device-look.ts';

export interface ConsoleDevicesOptions extends DeviceLookOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly timeline: Pick<Timeline, 'heads' | 'memberships' | 'user'>;
  readonly limits: Pick<Limits, 'consolePositions' | 'consoleListPositions'>;
}

interface ListQuestion {
  readonly app?: AppId | undefined;
  readonly limit: number;
}

interface UserQuestion {
  readonly app: AppId;
  readonly user: UserId;
}

/** Users and the devices that are connected, on all nodes. */
export function consoleDevices(
  options: ConsoleDevicesOptions,
): Pick<ConsoleServices, 'devices' | 'users'> {
  const { desk, timeline, limits } = options;
  const look = new DeviceLook(options);
  const askList = desk.question<ListQuestion, DeviceReport[]>('console-devices', ({ app, limit }) =>
    look.waiting(app, limit, limits.consoleListPositions),
  );
  const askUser = desk.question<UserQuestion, DeviceReport[]>('console-user', ({ app, user }) =>
    look.of(app, user, limits.consolePositions),
  );
  return {
    devices: {
      async list({ app, limit }) {
        const { all, missing } = await askList({ app, limit });
        const devices = rowsOf(all).map(withKnownHeads).sort(byWaiting);
        return { devices: devices.slice(0, limit), missing };
      },
    },
    users: {
      async get(app, user): Promise<UserPage | undefined> {
        const key = userKey(app, user);
        const [record, { all, missing }] = await Promise.all([
          timeline.user(key),
          askUser({ app, user }),
        ]);
        const found = rowsOf(all);
        if (record === undefined && found.length === 0) {
          const memberships = await timeline.memberships(key);
          if (memberships.length === 0) return undefined;
        }
        return {
          ...{ app, user },
          ...(record?.name !== undefined && { name: record.name }),
          disabled: record?.disabled ?? false,
          ...(record !== undefined && { createdAt: record.createdAt }),
          devices: await withStoredHeads(timeline, app, found),
          missing,
        };
      },
    },
  };
}

function rowsOf(all: readonly Answered<readonly DeviceReport[]>[]): DeviceRow[] {
  return all
    .toSorted(byNode)
    .flatMap(({ node, answer }) => answer.map((report) => ({ ...report, node })));
}

/** A list need not tell of queues in which nothing has happened. */
function withKnownHeads(row: DeviceRow): DeviceRow {
  return { ...row, positions: row.positions.filter(({ head }) => head > 0) };
}

/** Where nothing has passed since the device follows, it was given the head when it came. */
async function withStoredHeads(
  timeline: Pick<Timeline, 'heads'>,
  app: AppId,
  rows: readonly DeviceRow[],
): Promise<DeviceRow[]> {
  const unknown = rows.flatMap(({ positions }) => positions.filter(({ head }) => head === 0));
  const queues = [...new Set(unknown.map(({ queue }) => queue))];
  if (queues.length === 0) return [...rows];
  const heads = await timeline.heads(queues.map((queue) => queueKey(app, queue as never)));
  const headOf = new Map(queues.map((queue, i) => [queue, heads[i]]));
  return rows.map((row) => ({
    ...row,
    positions: row.positions.map((position) => {
      const at = position.head === 0 ? headOf.get(position.queue) : undefined;
      if (at === undefined) return position;
      return { queue: position.queue, epoch: at.epoch, syncId: at.head, head: at.head };
    }),
  }));
}

function byWaiting(a: DeviceRow, b: DeviceRow): number {
  return b.waitingBytes - a.waitingBytes || b.connectedAt - a.connectedAt;
}
