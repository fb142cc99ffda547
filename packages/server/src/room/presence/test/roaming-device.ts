import type { FakeClock, SeededRandom } from '@eagre/testkit';
import type { ConversationKey } from '../../../keys.ts';
import { limits } from '../../../limits.ts';
import { ServiceError } from '../../../service-error.ts';
import type { CrowdNode } from './crowd-node.ts';
import { TestConnection } from './test-connection.ts';

/** What reached a node over a connection that was open then. */
interface Arrived {
  readonly gen: number;
  readonly enters: ConversationKey | undefined;
  readonly leaves: ConversationKey | undefined;
}

interface Line {
  readonly connection: TestConnection;
  readonly node: CrowdNode;
  readonly arrived: Arrived[];
}

/** An action arrives after so long at most: less than the grace, so that what is late is known to be. */
const mostLateMs = 3000;

/**
 * A device that wanders between nodes and rooms. Its actions arrive late, twice and out of order; of
 * connections that it gives up some are closed and some stay half open until the heartbeat ends them.
 */
export class RoamingDevice {
  readonly user: string;
  readonly #device: string;
  readonly #clock: FakeClock;
  readonly #random: SeededRandom;
  readonly #lines: Line[] = [];
  #gen = 0;

  constructor(user: string, device: string, tools: { clock: FakeClock; random: SeededRandom }) {
    this.user = user;
    this.#device = device;
    this.#clock = tools.clock;
    this.#random = tools.random;
  }

  /** Gives up its connection, `cleanly` or not, and opens one to `node`. */
  connect(node: CrowdNode, cleanly: boolean): void {
    this.giveUp(cleanly);
    const connection = new TestConnection(this.user, this.#device);
    node.connected(connection);
    this.#lines.push({ connection, node, arrived: [] });
  }

  giveUp(cleanly: boolean): void {
    const line = this.#lines.at(-1);
    if (line === undefined || !line.connection.open) return;
    const afterMs = cleanly ? this.#random.int(50) : limits.heartbeatTimeoutMs;
    this.#clock.setTimer(afterMs, () => {
      if (line.connection.open) line.node.closed(line.connection);
    });
  }

  act(rooms: readonly ConversationKey[]): void {
    const line = this.#lines.at(-1);
    if (line === undefined) return;
    this.#gen += 1;
    const [one, other] = this.#random.shuffle(rooms);
    const kind = this.#random.int(3);
    const action: Arrived = {
      gen: this.#gen,
      enters: kind < 2 ? one : undefined,
      leaves: kind > 0 ? other : undefined,
    };
    const copies = this.#random.chance(0.2) ? 2 : 1;
    for (let i = 0; i < copies; i += 1) {
      const lateMs = this.#random.chance(0.3) ? mostLateMs : 20;
      this.#clock.setTimer(this.#random.int(lateMs), () => this.#arrive(line, action));
    }
  }

  /** Where it is to be once all is settled: as the greatest generations on its last line say. */
  expected(): Set<ConversationKey> {
    const line = this.#lines.findLast(({ arrived }) => arrived.length > 0);
    const rooms = new Set<ConversationKey>();
    if (line === undefined || !line.connection.open) return rooms;
    for (const { enters, leaves } of line.arrived.toSorted((x, y) => x.gen - y.gen)) {
      if (leaves !== undefined) rooms.delete(leaves);
      if (enters !== undefined) rooms.add(enters);
    }
    return rooms;
  }

  #arrive({ connection, node, arrived }: Line, action: Arrived): void {
    if (connection.open) arrived.push(action);
    const { gen, enters, leaves } = action;
    try {
      if (enters !== undefined) node.presence.enter(connection, enters, gen, leaves);
      else if (leaves !== undefined) node.presence.leave(connection, leaves, gen);
    } catch (error) {
      if (error instanceof ServiceError && ['stale', 'not_connected'].includes(error.code)) return;
      throw error;
    }
  }
}
