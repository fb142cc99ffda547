import type { Clock, Push, Random } from '@eagre/protocol';
import { ModelConnection, type ModelSocket } from './model-connection.ts';
import { ModelRooms } from './model-rooms.ts';
import { type Appended, ModelState } from './model-state.ts';

/** What the model does besides serving: probabilities from 0 to 1, times in ms. */
export interface ModelTemper {
  /** A command is answered by a temporary error. */
  refusal: number;
  /** A push is left out and told as a head later, as for a slow device. */
  behind: number;
  /** Commands and pushes take up to this long inside the server. */
  slownessMs: number;
  /** Bytes of an answer, whatever was asked for; 0 for what was asked. */
  answerBytes: number;
  /** The list of queues is read before the head of the user queue. */
  listFirst: number;
  /** Stop noticing that a client id came before: a planted bug. */
  forgetful: boolean;
}

export const calm: ModelTemper = {
  refusal: 0,
  behind: 0,
  slownessMs: 0,
  answerBytes: 0,
  listFirst: 0,
  forgetful: false,
};

/**
 * A server in memory by the rules of the protocol, small enough to be right by reading. Devices come by
 * sockets: simulated ones in the property tests, real ones in the build test. Tokens are user names.
 */
export class ModelServer {
  readonly state = new ModelState();
  readonly rooms = new ModelRooms(this);
  readonly clock: Clock;
  readonly random: Random;
  readonly connections = new Set<ModelConnection>();
  temper: ModelTemper = calm;
  heartbeatMs = 10_000;
  /** `user conversation` to the watermark. */
  readonly reads = new Map<string, number>();

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
    this.state.committed = (appended) => this.#publish(appended);
  }

  accept(socket: ModelSocket): ModelConnection {
    const connection = new ModelConnection(this, socket);
    this.connections.add(connection);
    return connection;
  }

  happens(probability: number): boolean {
    return probability > 0 && this.random.next() < probability;
  }

  /** Runs `fn` after the time that work takes here. */
  later(fn: () => void): void {
    if (this.temper.slownessMs === 0) fn();
    else this.clock.setTimer(this.random.next() * this.temper.slownessMs, fn);
  }

  toUser(user: string, push: Push, except?: ModelConnection): void {
    for (const connection of this.connections) {
      if (connection.user === user && connection !== except) connection.tell(push);
    }
  }

  /** Of a device's sockets the one that was opened last stays, also when its `connect` came first. */
  replace(connected: ModelConnection): void {
    const same = [...this.connections].filter(
      ({ user, device }) => user === connected.user && device === connected.device,
    );
    for (const connection of same.slice(0, -1)) connection.close(4504, 'replaced');
  }

  closeAll(code: number, reason: string): void {
    for (const connection of this.connections) connection.close(code, reason);
  }

  #publish(appended: Appended[]): void {
    for (const connection of this.connections) {
      for (const { queue, epoch, syncId } of appended) {
        if (connection.follows(queue)) connection.note(queue, epoch, syncId);
      }
      connection.flush();
    }
  }
}
