import type { Clock } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import type { Connection } from './connection.ts';
import type { GatewayCounters } from './gateway-counters.ts';
import type { Admit, Dispatch } from './wire-request.ts';

/** What all connections of a gateway share; a connection knows nothing else of its gateway. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly counters: GatewayCounters;
  readonly dispatch: Dispatch;
  readonly admit: Admit;
  /** A command threw: a fault of the server, for its log. */
  readonly report: (error: unknown, connection: Connection) => void;
  /** Called once for each connection, when it is closed by either side. */
  readonly closed: (connection: Connection) => void;
}
