import { RoomsApi } from '../target/rooms-api.ts';
import { cards } from './phrases.ts';

/** Time between two cards. ms. */
const cardEveryMs = 20_000;

/** Shows item cards in a room, with the key of its app. */
export class Host {
  readonly #api: RoomsApi;
  readonly #room: string;
  readonly #failed: (error: unknown) => void;
  #shown = 0;
  #timer: Timer | undefined;

  constructor(url: string, key: string, room: string, failed: (error: unknown) => void) {
    this.#api = new RoomsApi(url, key);
    this.#room = room;
    this.#failed = failed;
  }

  start(): void {
    this.#timer = setInterval(() => this.#show(), cardEveryMs);
    this.#show();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #show(): void {
    const card = cards[this.#shown % cards.length];
    this.#shown += 1;
    this.#api.sendReliable(this.#room, { kind: 'item', body: { ...card } }).catch(this.#failed);
  }
}
