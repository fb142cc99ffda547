import { type EagreClient, EagreError } from '@eagre/client';
import type { Timer } from '@eagre/protocol';
import { ChatCommands } from './chat-commands.ts';
import { showEvents } from './chat-events.ts';
import type { ChatView } from './chat-view.ts';
import { enter, refresh } from './entering.ts';
import { LineQueue } from './line-queue.ts';
import { LinkKeeper } from './link-keeper.ts';
import type { Talk } from './talk.ts';
import { clientFor, type TalkSetup } from './talk-setup.ts';

/** One mark for a burst of messages. ms. */
const readDelayMs = 300;
/** Another try when entering failed for the moment. ms. */
const enterAgainMs = 1000;

/** One chat: the client, what it shows, and what is typed. */
export class Chat implements Talk {
  readonly #client: EagreClient;
  readonly #view: ChatView;
  readonly #setup: TalkSetup;
  readonly #commands: ChatCommands;
  readonly #entered = Promise.withResolvers<void>();
  readonly #left = Promise.withResolvers<number>();
  readonly #lines: LineQueue;
  #isEntering = false;
  #isEntered = false;
  #marked = 0;
  #timers: Timer[] = [];

  constructor(view: ChatView, setup: TalkSetup) {
    this.#view = view;
    this.#setup = setup;
    const link = new LinkKeeper({
      ...{ view, url: setup.url, getToken: setup.getToken },
      online: () => this.#online(),
      leave: (code) => this.leave(code),
    });
    this.#client = clientFor(setup, view.user, link);
    const commands = new ChatCommands(this.#client, view, () => this.#quit());
    this.#commands = commands;
    this.#lines = new LineQueue(this.#entered.promise, (line) => commands.run(line));
    showEvents(this.#client, view);
    this.#client.on('state', (event) => link.changed(event));
    this.#client.on('message', () => this.#markSoon());
  }

  async run(): Promise<number> {
    // How it went is told by the state events.
    this.#client.connect().catch(() => {});
    const code = await this.#left.promise;
    for (const timer of this.#timers) timer.cancel();
    await this.#client.close();
    return code;
  }

  line(text: string): void {
    if (this.#setup.interactive && /^\/(quit|help)\s*$/.test(text)) {
      this.#commands.run(text).catch((error: unknown) => this.#left.reject(error));
      return;
    }
    this.#lines.add(text);
  }

  typed(line: string): void {
    if (this.#isEntered && line !== '' && !line.startsWith('/')) {
      this.#client.conversation(this.#view.conversation).typing();
    }
  }

  tab(): void {}

  async end(): Promise<void> {
    await this.#lines.done();
    this.#whenShown(() => this.leave(0));
  }

  leave(code: number): void {
    this.#left.resolve(code);
  }

  /** What a pipe said before is sent first; a person who wants to wait, waits. */
  #quit(): void {
    if (this.#setup.interactive) this.leave(0);
    else this.end().catch((error: unknown) => this.#left.reject(error));
  }

  /** The answer to a send may come before the message itself stands in the order. */
  #whenShown(done: () => void): void {
    if (this.#view.pending.texts.length === 0) done();
    else this.#after(20, () => this.#whenShown(done));
  }

  #online(): void {
    if (!this.#isEntered) this.#enter().catch((error: unknown) => this.#left.reject(error));
    else refresh(this.#client, this.#view).catch(() => {});
  }

  async #enter(): Promise<void> {
    if (this.#isEntering) return;
    this.#isEntering = true;
    try {
      await enter(this.#client, this.#view);
      this.#isEntered = true;
      this.#entered.resolve();
      this.#markSoon();
      await refresh(this.#client, this.#view);
    } catch (error) {
      if (!(error instanceof EagreError)) throw error;
      if (!error.temporary) this.#cannotEnter(error);
      else if (!this.#isEntered) this.#after(enterAgainMs, () => this.#online());
    } finally {
      this.#isEntering = false;
    }
  }

  #cannotEnter(error: EagreError): void {
    if (error.code === 'closed' || error.code === 'stopped') return;
    this.#view.alert(`! ${this.#view.conversation}: ${error.message}`);
    this.leave(1);
  }

  #markSoon(): void {
    if (this.#isEntered) this.#after(readDelayMs, () => this.#mark());
  }

  #mark(): void {
    const { newest } = this.#view;
    if (newest <= this.#marked || this.#client.state !== 'online') return;
    this.#marked = newest;
    this.#client
      .conversation(this.#view.conversation)
      .markRead(newest)
      .catch(() => {
        // The next message marks it.
      });
  }

  #after(ms: number, fn: () => void): void {
    const timer = this.#setup.clock.setTimer(ms, () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      fn();
    });
    this.#timers.push(timer);
  }
}
