import type { FakeClock, SeededRandom } from '@eagre/testkit';
import type { Bus, Subscription } from '../../../bus/bus.ts';
import type { ConversationKey, QueueKey } from '../../../keys.ts';
import { userQueueKey } from '../../../keys.ts';
import { limits } from '../../../limits.ts';
import type { Member } from '../../member.ts';
import { Crowd } from '../crowd.ts';
import { Presence } from '../presence.ts';
import type { TestConnection } from './test-connection.ts';

/**
 * A node as far as it concerns who is where: a presence, the crowds of its rooms, and what the
 * fan-out does for them. Checks that the hooks come in an order that makes sense.
 */
export class CrowdNode {
  readonly presence: Presence;
  readonly errors: unknown[] = [];
  readonly #bus: Bus;
  readonly #crowds = new Map<ConversationKey, Crowd>();
  readonly #members = new Map<Member, 'attached' | 'detached'>();
  readonly #follows = new Map<TestConnection, Subscription>();

  constructor(
    node: string,
    bus: Bus,
    tools: { clock: FakeClock; random: SeededRandom; rooms: readonly ConversationKey[] },
  ) {
    const { clock, random, rooms } = tools;
    this.#bus = bus;
    for (const room of rooms) {
      const crowd = new Crowd({ node, clock, random, limits });
      this.#crowds.set(room, crowd);
      bus.subscribe(room, (message) => {
        if (message.type === 'crowd') crowd.take(message);
      });
    }
    this.presence = new Presence({
      node,
      clock,
      bus,
      limits,
      hooks: {
        entered: (member) => this.#move(member, undefined, 'attached'),
        returned: (member) => this.#move(member, 'detached', 'attached'),
        detached: (member) => this.#move(member, 'attached', 'detached'),
        left: (member) => this.#left(member),
      },
      report: (error) => this.errors.push(error),
    });
    clock.setTimer(random.int(limits.roomCrowdMs), () => {
      this.tell();
      clock.every(limits.roomCrowdMs, () => this.tell());
    });
  }

  /** Online of a room, as this node sees it. */
  online(room: ConversationKey) {
    const total = this.#crowds.get(room)?.total();
    return total ?? { devices: 0, users: 0 };
  }

  /** Devices of this node in a room. */
  devices(room: ConversationKey): number {
    return this.#crowds.get(room)?.devices ?? 0;
  }

  connected(connection: TestConnection): void {
    const { app, user } = connection.identity;
    const key: QueueKey = userQueueKey(app, user);
    const subscription = this.#bus.subscribe(key, (message) => {
      if (message.type === 'device') this.presence.deviceMessage(key, message);
    });
    this.#follows.set(connection, subscription);
  }

  closed(connection: TestConnection): void {
    connection.open = false;
    this.#follows.get(connection)?.cancel();
    this.#follows.delete(connection);
    this.presence.closed(connection);
  }

  tell(): void {
    for (const [room, crowd] of this.#crowds) {
      const report = crowd.report();
      if (report !== undefined) this.#bus.publish(room, report);
    }
    const counted = [...this.#crowds.values()].reduce((sum, crowd) => sum + crowd.devices, 0);
    if (counted !== this.presence.memberships || counted !== this.#members.size) {
      throw new Error(`${counted} counted, ${this.presence.memberships} there`);
    }
  }

  #move(member: Member, from: string | undefined, to: 'attached' | 'detached'): void {
    if (this.#members.get(member) !== from) throw new Error(`not ${from} before ${to}`);
    if (to === 'attached' && !member.receiver.open) throw new Error('attached to what is closed');
    this.#members.set(member, to);
    if (from === undefined) this.#crowds.get(member.room)?.add(member);
  }

  #left(member: Member): void {
    if (!this.#members.delete(member)) throw new Error('left without having entered');
    this.#crowds.get(member.room)?.remove(member);
  }
}
