import {
  type ConversationId,
  type FanoutPolicy,
  groupOf,
  roomOf,
  type UserId,
} from '@eagre/protocol';
import { backendActor } from '@eagre/server/src/conversation/actor.ts';
import { conversationKey } from '@eagre/server/src/keys.ts';
import { ServiceError } from '@eagre/server/src/service-error.ts';
import { TimelineError } from '@eagre/server/src/timeline/timeline.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { ClusterWorld } from './cluster-world.ts';
import { app, type SimNode } from './sim-node.ts';

/** What a backend may be refused with in a world with faults. */
const refusals = ['conflict', 'draining', 'overloaded', 'rate_limited', 'version_mismatch'];

/** The business backend: calls any node, as the HTTP API does. */
export class Backend {
  /** Reliable messages that were answered, by room. */
  readonly announced: { room: string; text: string; syncId: number }[] = [];
  readonly faults: string[] = [];
  readonly #world: ClusterWorld;
  readonly #random: SeededRandom;
  readonly #actor = backendActor(app);
  #announcements = 0;

  constructor(world: ClusterWorld) {
    this.#world = world;
    this.#random = world.random.fork();
  }

  async makeGroup(node: SimNode, name: string, policy: FanoutPolicy, members: readonly string[]) {
    await node.stations.conversation.groups.create(this.#actor, groupOf(name), {
      members: members as UserId[],
      open: true,
      policy,
    });
  }

  /** Two nodes are asked at the same moment, each for its own mode, or one. */
  flip(name: string): void {
    const policies: FanoutPolicy[] = this.#random.shuffle(['read', 'write']);
    for (const policy of policies.slice(0, 1 + this.#random.int(2))) {
      const node = this.#world.anyNode();
      if (node !== undefined) this.change(node.name, name, policy);
    }
  }

  /** Asks this node for another fan-out mode of a group. */
  change(node: string, name: string, policy: FanoutPolicy): void {
    const what = `makes ${name} a group in ${policy} mode`;
    this.#ask(this.#world.nodes.get(node), what, async ({ stations }) => {
      await stations.conversation.groups.change(this.#actor, groupOf(name), { policy });
    });
  }

  /** Retention takes all but the newest entries of a group. */
  trim(name: string, kept: number): void {
    const queue = conversationKey(app, groupOf(name));
    const upTo = this.#world.store.head(queue).head - kept;
    if (upTo < 1) return;
    const node = this.#world.anyNode();
    this.#ask(node, `trims ${name} up to ${upTo}`, ({ stations }) =>
      stations.timeline.trim(queue, upTo),
    );
  }

  announce(room: string): void {
    this.#announcements += 1;
    const text = `announcement ${this.#announcements}`;
    this.#ask(this.#world.anyNode(), `says "${text}" in ${room}`, async (node) => {
      const { syncId } = await node.stations.room.speech.say(
        await this.#open(node, roomOf(room)),
        this.#actor,
        { kind: 'text', body: { text }, class: 'reliable' },
      );
      this.announced.push({ room, text, syncId: syncId ?? 0 });
    });
  }

  set(room: string): void {
    const name = this.#random.pick(['item', 'phase']);
    const value = this.#random.int(1000);
    this.#ask(this.#world.anyNode(), `sets ${name} of ${room} to ${value}`, async (node) => {
      const opened = await this.#open(node, roomOf(room));
      await node.stations.room.desk.set(opened, this.#actor, { [name]: value });
    });
  }

  #open({ stations }: SimNode, room: ConversationId) {
    return stations.room.rooms.open(conversationKey(app, room), { make: true });
  }

  #ask(node: SimNode | undefined, what: string, call: (node: SimNode) => Promise<void>): void {
    if (node === undefined) return;
    this.#world.trace.act(`backend at ${node.name}: ${what}`);
    call(node).catch((error: unknown) => {
      this.#world.trace.note(`backend at ${node.name}: ${error}`);
      if (error instanceof TimelineError || node.process.isGone) return;
      if (error instanceof ServiceError && refusals.includes(error.code)) return;
      this.faults.push(`${what}: ${error}`);
    });
  }
}
