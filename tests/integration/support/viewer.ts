import {
  type ClientOptions,
  createClient,
  type EagreClient,
  type Room,
  type RoomActivateEvent,
  type RoomAttributesEvent,
  type RoomChatEvent,
  type RoomClosedEvent,
  type RoomMessageEvent,
  type RoomStateEvent,
} from '@eagre/client';
import type { ServerChild } from './server-child.ts';

/** Where an entry of a room's log was handed over. */
export interface Seen {
  syncId: number;
  text: string;
}

/**
 * A device in a room by the SDK, and what its application was told. That reliable entries come once
 * and without a hole is checked as they come.
 */
export class Viewer {
  readonly client: EagreClient;
  readonly room: Room;
  readonly reliable: Seen[] = [];
  readonly chat: RoomChatEvent[] = [];
  readonly states: RoomStateEvent[] = [];
  readonly activations: RoomActivateEvent[] = [];
  /** Users who came in, as far as it was told. */
  joined = 0;
  closed: RoomClosedEvent | undefined;
  readonly wrongs: string[] = [];
  /** Seen as each comes, before anything is kept of it. */
  onReliable: ((event: RoomMessageEvent) => void) | undefined;
  onActivate: ((event: RoomActivateEvent) => void) | undefined;
  #last: number | undefined;

  /** Connects and enters; whoever gets it closes it. */
  static async enter(
    server: Pick<ServerChild, 'port' | 'token'>,
    user: string,
    room: string,
    options: Partial<ClientOptions> = {},
  ): Promise<Viewer> {
    const client = createClient({
      url: `ws://127.0.0.1:${server.port}`,
      user,
      token: () => server.token(user),
      backoffBaseMs: 50,
      backoffCapMs: 200,
      ...options,
    });
    try {
      await client.connect();
      return new Viewer(client, await client.enter(room));
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  constructor(client: EagreClient, room: Room) {
    this.client = client;
    this.room = room;
    room.on('message', (event) => {
      this.onReliable?.(event);
      this.#place(event, String(event.body['text'] ?? event.body['title']));
    });
    room.on('attributes', (event) => this.#place(event, attributesText(event)));
    room.on('chat', (event) => this.chat.push(event));
    room.on('joins', ({ users, more }) => {
      this.joined += users.length + more;
    });
    room.on('state', (event) => this.states.push(event));
    room.on('activate', (event) => {
      this.onActivate?.(event);
      this.activations.push(event);
    });
    room.on('gap', ({ reason, from, to }) => this.#wrong(`gap ${reason} after ${from} to ${to}`));
    room.on('closed', (event) => {
      this.closed = event;
    });
  }

  /** Texts of best-effort messages, in the order in which they were shown. */
  get texts(): string[] {
    return this.chat.map(({ body }) => String(body['text']));
  }

  /** Enters another room and leaves this one by the same command. */
  async hop(room: string): Promise<Viewer> {
    return new Viewer(this.client, await this.client.enter(room, { leave: this.room }));
  }

  close(): Promise<void> {
    return this.client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #place({ syncId }: { syncId: number }, text: string): void {
    const last = this.#last;
    if (last !== undefined && syncId !== last + 1) this.#wrong(`${syncId} after ${last}`);
    this.#last = syncId;
    this.reliable.push({ syncId, text });
  }

  #wrong(what: string): void {
    this.wrongs.push(`${this.client.user} in ${this.room.id}: ${what}`);
  }
}

function attributesText({ set, removed = [] }: RoomAttributesEvent): string {
  return `set ${[...Object.keys(set), ...removed.map((name) => `-${name}`)].join(' ')}`;
}
