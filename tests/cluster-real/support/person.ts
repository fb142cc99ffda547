import { createClient, type EagreClient, type EagreEventName } from '@eagre/client';
import { Application } from '../../cluster/support/application.ts';
import { type RoomSeat, RoomSeats } from '../../cluster/support/room-seat.ts';
import { PausedTransport } from './paused-transport.ts';

export interface PersonOptions {
  readonly user: string;
  readonly device: string;
  /** Of the front, or of the node that the device keeps to. */
  readonly url: string;
  readonly token: string;
  /** In which the user may speak. */
  readonly conversations: readonly string[];
}

const eventNames = [
  ...(['message', 'personal', 'members', 'recall', 'gap', 'send', 'error'] as const),
] satisfies EagreEventName[];

/** A device with the real SDK, that speaks and keeps what its application was told. */
export class Person implements AsyncDisposable {
  readonly name: string;
  readonly user: string;
  readonly url: string;
  readonly conversations: readonly string[];
  readonly application: Application;
  readonly seats: RoomSeats;
  readonly client: EagreClient;
  /** Reliable messages in the room that were answered. */
  readonly announced: { text: string; syncId: number }[] = [];
  readonly faults: string[] = [];
  readonly #transport = new PausedTransport();
  #texts = 0;
  #underWay = 0;

  constructor({ user, device, url, token, conversations }: PersonOptions) {
    this.user = user;
    this.url = url;
    this.name = `${user}/${device}`;
    this.conversations = conversations;
    this.application = new Application(this.name);
    this.seats = new RoomSeats(this.name, () => {});
    this.client = createClient({
      ...{ url, user, device, token, recent: 100, transport: this.#transport },
      // Nobody waits for long here, and nothing is found by asking again that should have come.
      ...{ backoffBaseMs: 100, backoffCapMs: 1000, connectTimeoutMs: 3000, requestTimeoutMs: 8000 },
      ...{ syncEveryMs: 3_600_000, sendsAtOnce: 8 },
    });
    for (const name of eventNames) {
      this.client.on(name, (event) => this.application.take(event, performance.now()));
    }
  }

  /** Messages and announcements that were not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** How long it heard nothing each time its connection was lost, ms. */
  get pauses(): readonly number[] {
    return this.#transport.pauses;
  }

  /** Place of the last entry that came. */
  lastOf(conversation: string): number {
    return this.application.seen.get(conversation)?.at(-1)?.syncId ?? 0;
  }

  seat(room: string): RoomSeat | undefined {
    return this.seats.all.get(room);
  }

  /** Tries again until it is in. */
  async enter(room: string): Promise<void> {
    await this.client.connect();
    await this.seats.enter(this.client, room);
  }

  /** What comes of it is seen in `application`. */
  say(conversation: string): void {
    this.#follow(this.client.conversation(conversation).send(this.#text()));
  }

  /** Best-effort: whatever comes of it is well. */
  chat(room: string): void {
    this.seat(room)
      ?.room.send(this.#text())
      .catch(() => {});
  }

  announce(room: string): void {
    const text = this.#text();
    const sent = this.seat(room)?.room.sendReliable(text);
    if (sent === undefined) return;
    this.#follow(
      sent.then(
        ({ syncId }) => this.announced.push({ text, syncId }),
        (error) => this.faults.push(`"${text}" was refused for good: ${error}`),
      ),
    );
  }

  /** What no later knowledge can excuse. */
  found(): string[] {
    return [...this.faults, ...this.seats.found()].map((what) => `${this.name}: ${what}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }

  #text(): string {
    this.#texts += 1;
    return `${this.name} ${this.#texts}`;
  }

  #follow(sent: Promise<unknown>): void {
    this.#underWay += 1;
    const end = () => {
      this.#underWay -= 1;
    };
    sent.then(end, end);
  }
}
