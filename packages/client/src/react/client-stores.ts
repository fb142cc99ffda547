import { realClock } from '@eagre/protocol/clock';
import { realRandom } from '@eagre/protocol/random';
import type { EagreClient } from '../client.ts';
import { ConnectionStore } from './connection-store.ts';
import { ConversationStore } from './conversation-store.ts';
import { ConversationsStore } from './conversations-store.ts';
import { nextFrame } from './frame.ts';
import { Outbox } from './outbox.ts';
import { RoomStore } from './room-store.ts';
import type { Runtime } from './runtime.ts';
import { SharedStores } from './shared-stores.ts';

/** All that components look at of one client. They live as long as the client does. */
export class ClientStores {
  readonly connection: ConnectionStore;
  readonly outbox: Outbox;
  readonly conversations: SharedStores<ConversationStore>;
  /** There is one list: its key is the empty one. */
  readonly lists: SharedStores<ConversationsStore>;
  readonly rooms: SharedStores<RoomStore>;

  constructor(client: EagreClient, runtime: Runtime) {
    this.connection = new ConnectionStore(client);
    this.outbox = new Outbox(client, (id) => this.conversations.get(id)?.changed());
    this.lists = new SharedStores(runtime.clock, () => {
      return new ConversationsStore({ ...runtime, client });
    });
    this.conversations = new SharedStores(runtime.clock, (id) => {
      return new ConversationStore(id, {
        ...runtime,
        client,
        outbox: this.outbox,
        readOf: (conversation) => this.lists.get('')?.readOf(conversation) ?? 0,
        read: (conversation, syncId) => this.lists.get('')?.read(conversation, syncId),
      });
    });
    this.rooms = new SharedStores(runtime.clock, (name) => {
      return new RoomStore(name, { ...runtime, client });
    });
  }
}

const ofClients = new WeakMap<EagreClient, ClientStores>();

/** The stores of a client, if it has some already. */
export function knownStores(client: EagreClient): ClientStores | undefined {
  return ofClients.get(client);
}

/** The stores of a client: the same ones for all providers that show it. */
export function storesOf(client: EagreClient, runtime: Runtime = realRuntime): ClientStores {
  const known = ofClients.get(client);
  if (known !== undefined) return known;
  const stores = new ClientStores(client, runtime);
  ofClients.set(client, stores);
  return stores;
}

const realRuntime: Runtime = {
  clock: realClock,
  random: realRandom,
  frame: nextFrame(realClock),
};
