import { type EagreClient, EagreError } from '@eagre/client';
import type { ConversationId, Timer } from '@eagre/protocol';
import { AccessError } from '../access.ts';
import { LineQueue } from '../line-queue.ts';
import { LinkKeeper } from '../link-keeper.ts';
import type { Talk } from '../talk.ts';
import { clientFor, type TalkSetup } from '../talk-setup.ts';
import { plainWords } from './plain-words.ts';
import { RoomCommands } from './room-commands.ts';
import { RoomView, type RoomViewOptions } from './room-view.ts';
import { Seat } from './seat.ts';

export interface RoomSetup extends TalkSetup {
  room: ConversationId;
  /** What is to be done before the room is entered: rejects with `AccessError`. */
  prepare: () => Promise<void>;
  shown: Pick<RoomViewOptions, 'user' | 'paint' | 'screen'>;
}

/** Another try when entering failed for the moment. ms. */
const enterAgainMs = 1000;
/** To tell the server of the last taps. ms. */
const leaveWaitMs = 1000;

/** A live room: the client, what it shows, and what is typed. */
export class RoomChat implements Talk {
  readonly view: RoomView;
  readonly #client: EagreClient;
  readonly #setup: RoomSetup;
  readonly #link: LinkKeeper;
  readonly #seat: Seat;
  readonly #commands: RoomCommands;
  readonly #lines: LineQueue;
  readonly #entered = Promise.withResolvers<void>();
  readonly #left = Promise.withResolvers<number>();
  #entering: 'not yet' | 'under way' | 'done' = 'not yet';
  #again: Timer | undefined;
  #waitingFor: string | undefined;

  constructor(setup: RoomSetup) {
    this.#setup = setup;
    const { clock, interactive, room, url, getToken } = setup;
    const serverNow = () => this.#client.clock.now();
    this.view = new RoomView({ ...setup.shown, room, clock, interactive, serverNow });
    this.#link = new LinkKeeper({
      ...{ view: this.view, url, getToken },
      online: () => this.#online(),
      leave: (code) => this.leave(code),
    });
    this.#client = clientFor(setup, setup.shown.user, this.#link);
    this.#seat = new Seat(this.#client, this.view);
    const commands = new RoomCommands(this.#client, this.#seat, this.view, () => this.#quit());
    this.#commands = commands;
    this.#lines = new LineQueue(this.#entered.promise, (line) => commands.run(line));
    this.#client.on('state', (event) => this.#link.changed(event));
    this.#client.on('error', ({ error }) => this.#alert(error));
  }

  async run(): Promise<number> {
    // How it went is told by the state events.
    this.#client.connect().catch(() => {});
    const code = await this.#left.promise;
    this.#again?.cancel();
    await this.#leaveRoom();
    await this.#client.close();
    return code;
  }

  line(text: string): void {
    if (this.#setup.interactive && /^\/(quit|help)\s*$/.test(text)) this.#atOnce(text);
    else this.#lines.add(text);
  }

  typed(): void {}

  tab(): void {
    if (this.#entering !== 'done') return;
    this.#commands.like(1).catch((error: unknown) => this.#left.reject(error));
  }

  async end(): Promise<void> {
    await this.#lines.done();
    this.leave(0);
  }

  leave(code: number): void {
    this.#left.resolve(code);
  }

  #atOnce(text: string): void {
    this.#commands.run(text).catch((error: unknown) => this.#left.reject(error));
  }

  /** What a pipe said before is sent first. */
  #quit(): void {
    if (this.#setup.interactive) this.leave(0);
    else this.end().catch((error: unknown) => this.#left.reject(error));
  }

  /** After the first entry, the client goes back into the room by itself. */
  #online(): void {
    if (this.#entering !== 'not yet') return;
    this.#entering = 'under way';
    this.#enter().then(
      () => {
        this.#entering = 'done';
        this.#entered.resolve();
      },
      (error: unknown) => {
        this.#entering = 'not yet';
        this.#cannotEnter(error);
      },
    );
  }

  async #enter(): Promise<void> {
    await this.#setup.prepare();
    await this.#seat.enter(this.#setup.room);
  }

  #cannotEnter(error: unknown): void {
    const isFinal = isForGood(error);
    if (isFinal === undefined) this.#left.reject(error);
    else if (!isFinal) {
      this.#tellWaiting(error);
      this.#again = this.#setup.clock.setTimer(enterAgainMs, () => {
        if (this.#client.state === 'online') this.#online();
      });
    } else if (error instanceof AccessError) this.#link.refused(error);
    else if (error instanceof EagreError && error.code !== 'closed') {
      this.#alert(error);
      this.leave(1);
    }
  }

  /** Once for all tries that fail for the same reason. */
  #tellWaiting(error: unknown): void {
    const reason = error instanceof EagreError ? this.#wordsOf(error) : (error as Error).message;
    if (reason !== this.#waitingFor) this.view.note(`* ${reason}; it is tried again`);
    this.#waitingFor = reason;
  }

  #wordsOf(error: EagreError): string {
    return plainWords(error, this.view.room, this.view.nowMs);
  }

  #alert(error: EagreError): void {
    this.view.alert(`! ${this.#wordsOf(error)}`);
  }

  /** A server that does not answer keeps nobody here for long. */
  #leaveRoom(): Promise<void> {
    if (this.#client.state !== 'online') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = this.#setup.clock.setTimer(leaveWaitMs, resolve);
      this.#seat
        .leave()
        .finally(() => timer.cancel())
        .then(resolve, reject);
    });
  }
}

/** Undefined: a mistake of this program. */
function isForGood(error: unknown): boolean | undefined {
  if (error instanceof AccessError) return error.final;
  return error instanceof EagreError ? !error.temporary : undefined;
}
