import { loadCore } from '../lib/cores.ts';
import { credentialsEnv } from '../lib/credentials.ts';
import { Peer, pathOf } from '../lib/peer.ts';
import type { ServerProcess } from '../lib/server-process.ts';

export interface HotRoomPlan {
  room: string;
  devices: number;
  perSecond: number;
}

/** What became of a round of speech. */
export interface HotRound {
  deliveredPerSecond: number;
  /** Sends, in all rounds. */
  refused: number;
  /** In all rounds; the first one's text. */
  faultCount: number;
  fault?: string;
}

const readyWithinMs = 60_000;

/** A hot room whose devices are another process (see peers/hot-room-load.ts). */
export class HotRoom {
  readonly #peer: Peer;
  #round = 0;

  /** Resolves when all devices are in the room. */
  static async start(server: ServerProcess, plan: HotRoomPlan): Promise<HotRoom> {
    const script = pathOf('bench/src/peers/hot-room-load.ts');
    const args = [server.port, plan.room, plan.devices, plan.perSecond].map(String);
    const command = [process.execPath, script, ...args];
    const peer = Peer.start(command, { core: loadCore, env: credentialsEnv });
    await peer.child.waitForLine(/^ready$/, readyWithinMs);
    return new HotRoom(peer);
  }

  private constructor(peer: Peer) {
    this.#peer = peer;
  }

  get pid(): number {
    return this.#peer.child.pid;
  }

  async speak(): Promise<void> {
    this.#round += 1;
    this.#peer.child.writeLine(`start ${this.#round}`);
    await this.#peer.child.waitForLine(new RegExp(`^started ${this.#round}$`));
  }

  async rest(): Promise<HotRound> {
    this.#peer.child.writeLine(`stop ${this.#round}`);
    const answer = new RegExp(`^stopped ${this.#round} (.*)$`);
    const [, json = ''] = await this.#peer.child.waitForLine(answer);
    return JSON.parse(json) as HotRound;
  }

  end(): Promise<void> {
    return this.#peer.kill();
  }
}
