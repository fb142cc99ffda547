import type { AppId, Clock, UserId } from '@eagre/protocol';
import type { DeviceRow } from '../../console/contract.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { Connection } from '../../gateway/connection.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { queueOfKey, userKey } from '../../keys.ts';
import type { Presence } from '../../room/presence/presence.ts';
import { TopList } from './top-list.ts';

/** Which node it is on knows whoever asked. */
export type DeviceReport = Omit<DeviceRow, 'node'>;

export interface DeviceLookOptions {
  readonly gateway: Pick<Gateway, 'all' | 'registry'>;
  readonly fanout: Pick<Fanout, 'givenTo'>;
  readonly presence: Pick<Presence, 'roomsOf'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
}

/** The devices that are connected to this node, as they stand at the moment. */
export class DeviceLook {
  readonly #options: DeviceLookOptions;

  constructor(options: DeviceLookOptions) {
    this.#options = options;
  }

  /** Those with most waiting first, then those that came last; each with at most so many positions. */
  waiting(app: AppId | undefined, limit: number, positions: number): DeviceReport[] {
    interface Waiting {
      readonly connection: Connection;
      readonly bytes: number;
    }
    const top = new TopList<Waiting>(limit, (a, b) =>
      a.bytes === b.bytes ? a.connection.openedAtMs > b.connection.openedAtMs : a.bytes > b.bytes,
    );
    for (const connection of this.#options.gateway.all()) {
      const { identity } = connection;
      if (identity === undefined || (app !== undefined && identity.app !== app)) continue;
      top.offer({ connection, bytes: connection.waitingBytes });
    }
    return top.things.flatMap(({ connection }) => this.#row(connection, positions));
  }

  of(app: AppId, user: UserId, positions: number): DeviceReport[] {
    const { registry } = this.#options.gateway;
    return registry
      .devicesOf(userKey(app, user))
      .flatMap((connection) => this.#row(connection, positions));
  }

  #row(connection: Connection, positions: number): DeviceReport[] {
    const { clock, presence } = this.#options;
    const { identity, agent, openedAtMs, waitingBytes } = connection;
    if (identity === undefined) return [];
    const { app, user, device } = identity;
    return [
      {
        ...{ app, user, device, waitingBytes },
        connectedAt: Math.round(clock.now() - clock.monotonicMs() + openedAtMs),
        ...(agent !== undefined && { agent }),
        rooms: presence.roomsOf(connection).map(queueOfKey),
        positions: this.#positions(connection, positions),
      },
    ];
  }

  /** Those with the most behind them first. A head of 0: nothing has passed since it is followed. */
  #positions(connection: Connection, most: number): DeviceRow['positions'] {
    const lacks = new Map(connection.lacks());
    const all = [...this.#options.fanout.givenTo(connection)].map(([topic, given]) => {
      const { queue, epoch, head } = topic;
      return { queue, epoch, syncId: Math.min(given, lacks.get(queue) ?? given), head };
    });
    all.sort((a, b) => b.head - b.syncId - (a.head - a.syncId));
    return all.slice(0, most);
  }
}
