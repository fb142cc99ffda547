import type { ConversationId, UserId } from '@eagre/protocol';
import type { EagreClient } from '../../../src/client.ts';
import type { ClientOptions } from '../../../src/options.ts';
import { type ClientStores, storesOf } from '../../../src/react/client-stores.ts';
import type { Runtime } from '../../../src/react/runtime.ts';
import type { ModelConversation } from '../../model/model-state.ts';
import { RoomWorld } from '../../model/room-world.ts';

export const frameMs = 16;

/** Whole clients at the model server and what components would look at, all under one clock. */
export class ViewWorld extends RoomWorld {
  readonly runtime: Runtime = {
    clock: this.clock,
    random: this.random,
    frame: (run) => void this.clock.setTimer(frameMs, run),
  };

  /** A client that is online, and its stores. */
  async viewer(
    user: string,
    given: Partial<ClientOptions> = {},
  ): Promise<{ client: EagreClient; stores: ClientStores }> {
    const client = await this.client(user, given);
    return { client, stores: storesOf(client, this.runtime) };
  }

  group(name: string, members: string[], mode: 'read' | 'write' = 'read'): ModelConversation {
    return this.server.state.create(`group:${name}` as ConversationId, mode, members);
  }

  say(conversation: ModelConversation, from: string, text: string): number {
    const message = {
      type: 'message',
      from: from as UserId,
      kind: 'text',
      body: { text },
    } as const;
    return this.server.state.message(conversation, message);
  }

  /** Lets everything that is under way happen. */
  pass(ms = 100): Promise<void> {
    return this.clock.advance(ms);
  }
}
