import type { RoomMessage } from '../../bus/bus.ts';

export type CrowdMessage = Extract<RoomMessage, { type: 'crowd' }>;

interface Remote {
  devices: number;
  users: number;
  heardAtMs: number;
}

/** What other nodes told of their devices in one room. */
export class RemoteCrowds {
  readonly #forgetMs: number;
  readonly #nodes = new Map<string, Remote>();
  #devices = 0;
  #users = 0;

  constructor(forgetMs: number) {
    this.#forgetMs = forgetMs;
  }

  get devices(): number {
    return this.#devices;
  }

  get users(): number {
    return this.#users;
  }

  /** True when the node has devices and was not known to. */
  take({ node, devices, users }: CrowdMessage, nowMs: number): boolean {
    const isNew = !this.#nodes.has(node) && devices > 0;
    this.#forget(node);
    if (devices > 0) {
      this.#nodes.set(node, { devices, users, heardAtMs: nowMs });
      this.#devices += devices;
      this.#users += users;
    }
    return isNew;
  }

  /** Nodes that were silent for too long have no devices any more. */
  forgetSilent(nowMs: number): void {
    for (const [node, { heardAtMs }] of this.#nodes) {
      if (nowMs - heardAtMs > this.#forgetMs) this.#forget(node);
    }
  }

  #forget(node: string): void {
    const known = this.#nodes.get(node);
    if (known === undefined) return;
    this.#nodes.delete(node);
    this.#devices -= known.devices;
    this.#users -= known.users;
  }
}
