import { messageId } from '@eagre/swarm/device/message-id';
import { Schedule } from '@eagre/swarm/engine/schedule';
import type { RoomsApi } from '@eagre/swarm/target/rooms-api';

/** Bytes of a text: an item card with its picture's address. */
const textBytes = 200;

/** Sends reliable messages to a room through the HTTP API, and knows the place of each. */
export class ReliableSender {
  readonly #api: RoomsApi;
  readonly #room: string;
  readonly #schedule = new Schedule((dueMs) => void this.#send(dueMs));
  /** clientId of the message at each place of the log. */
  readonly places: string[] = [];
  sent = 0;
  acked = 0;
  readonly failures: string[] = [];

  constructor(api: RoomsApi, room: string) {
    this.#api = api;
    this.#room = room;
  }

  get unanswered(): number {
    return this.sent - this.acked - this.failures.length;
  }

  run(perSecond: number): void {
    this.#schedule.run(perSecond);
  }

  stop(): void {
    this.#schedule.stop();
  }

  async #send(dueMs: number): Promise<void> {
    const clientId = messageId('backend', this.sent, dueMs);
    this.sent += 1;
    const body = { text: 'x'.repeat(textBytes) };
    try {
      const { syncId } = await this.#api.sendReliable(this.#room, { kind: 'text', body, clientId });
      if (syncId === undefined) throw new Error(`the answer to ${clientId} tells no syncId`);
      this.places[syncId] = clientId;
      this.acked += 1;
    } catch (error) {
      this.failures.push(error instanceof Error ? error.message : String(error));
    }
  }
}
