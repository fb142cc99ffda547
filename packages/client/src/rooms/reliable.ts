import type { ConversationId } from '@eagre/protocol';
import type { Ask, Done } from '../connection/requests.ts';
import type { Result } from '../errors.ts';
import { newClientId } from '../send/client-id.ts';
import { Outgoing, type OutgoingOptions } from '../send/outgoing.ts';
import type { UnsentMessage } from '../storage/position-store.ts';
import type { RoomMessageEvent } from './room-events.ts';

/** A message, and for a reliable one when devices are to act on it. */
export interface RoomContent {
  kind: string;
  body: Record<string, unknown>;
  activateAt?: number;
  spreadMs?: number;
}

/** Where a reliable message was stored, and when (server time). */
export interface RoomSent {
  epoch: number;
  syncId: number;
  at: number;
}

/** The reliable messages of one room on their way out; each is stored once over lost connections. */
export class Reliable extends Outgoing<UnsentMessage & RoomContent, RoomSent> {
  readonly #room: ConversationId;
  readonly #options: OutgoingOptions;

  constructor(room: ConversationId, options: OutgoingOptions, ask: Ask) {
    super(options, {
      ask({ conversation: _, at: __, ...message }, done) {
        ask('room.send', { ...message, room, class: 'reliable' }, done as Done<'room.send'>);
      },
      status: () => {},
      changed: () => {},
    });
    this.#room = room;
    this.#options = options;
  }

  say(content: RoomContent, done: (result: Result<RoomSent>) => void): void {
    const { clock, random } = this.#options;
    const about = { conversation: this.#room, clientId: newClientId(clock, random) };
    this.send({ ...content, ...about, at: clock.now() }, done);
  }

  /** The message itself, come back, proves that it is stored, even if the answer was lost. */
  arrived({ clientId, epoch, syncId, at }: RoomMessageEvent): void {
    if (clientId !== undefined) this.settle(clientId, { ok: { epoch, syncId, at } });
  }
}
