import { realClock } from '@eagre/protocol';
import { openNatsBus } from '@eagre/server/src/bus/bus-nats.ts';
import { limits } from '@eagre/server/src/limits.ts';
import { onExit } from '../lib/cleanup.ts';
import { secrets } from '../lib/credentials.ts';

export interface Crossings {
  /** `room` messages that each node has published. */
  messages: number[];
  /** Best-effort messages of devices in them, of all nodes. */
  chat: number;
}

/** Hears on the bus what the nodes tell each other of one room, as another node would. */
export class BusWatch {
  readonly #messages = new Map<string, number>();
  #chat = 0;
  readonly stop: () => Promise<void>;

  static async start(natsUrl: string, room: string): Promise<BusWatch> {
    const urls = [natsUrl];
    const bus = await openNatsBus({ urls, clock: realClock, limits, report: console.error });
    const watch = new BusWatch(() => bus.close());
    bus.subscribe(`${secrets.app}/${room}`, (message) => {
      if (message.type === 'room') watch.#count(message.node, message.chat.length);
    });
    await bus.settled();
    return watch;
  }

  private constructor(close: () => Promise<void>) {
    this.stop = onExit(close);
  }

  get seen(): Crossings {
    return { messages: [...this.#messages.values()], chat: this.#chat };
  }

  #count(node: string, chat: number): void {
    this.#messages.set(node, (this.#messages.get(node) ?? 0) + 1);
    this.#chat += chat;
  }
}
