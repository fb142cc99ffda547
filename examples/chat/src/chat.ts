import { createClient, type EagreClient, EagreError, type EagreStateEvent } from '@eagre/client';
import { filePositions } from '@eagre/client/file';
import type { Clock, Timer } from '@eagre/protocol';
import { AccessError, type GetToken } from './access.ts';
import { ChatCommands } from './chat-commands.ts';
import { showEvents } from './chat-events.ts';
import type { ChatView } from './chat-view.ts';
import { enter, refresh } from './entering.ts';

export interface ChatSetup {
  url: string;
  getToken: GetToken;
  device: string;
  /** Folder for positions. */
  folder: string;
  clock: Clock;
  /** A person is at the keyboard: what they want at once, they get at once. */
  interactive: boolean;
}

/** A person who talks through an outage expects it to arrive in the end. ms. */
const sendDeadlineMs = 60 * 60_000;
/** On one's own machine a restart is over in a moment; the first terminal should not wait long. ms. */
const backoffCapMs = 3000;
/** One mark for a burst of messages. ms. */
const readDelayMs = 300;
/** Another try when entering failed for the moment. ms. */
const enterAgainMs = 1000;

/** One chat: the client, what it shows, and what is typed. */
export class Chat {
  readonly #client: EagreClient;
  readonly #view: ChatView;
  readonly #setup: ChatSetup;
  readonly #commands: ChatCommands;
  readonly #entered = Promise.withResolvers<void>();
  readonly #left = Promise.withResolvers<number>();
  /** Lines are worked on in their order, messages without waiting for each other's answers. */
  #lines: Promise<void> = this.#entered.promise;
  readonly #underWay = new Set<Promise<void>>();
  #isEntering = false;
  #isEntered = false;
  #wasOnline = false;
  #marked = 0;
  #timers: Timer[] = [];
  #refused: AccessError | undefined;
  /** Why the last token could not be had: says more than the connection, which never began. */
  #trouble: string | undefined;

  constructor(view: ChatView, setup: ChatSetup) {
    this.#view = view;
    this.#setup = setup;
    this.#client = createClient({
      url: setup.url,
      user: view.user,
      device: setup.device,
      token: () => this.#token(),
      positions: filePositions(setup.folder),
      agent: 'eagre-chat',
      sendDeadlineMs,
      backoffCapMs,
      clock: setup.clock,
    });
    this.#commands = new ChatCommands(this.#client, view, () => this.#quit());
    showEvents(this.#client, view);
    this.#client.on('state', (event) => this.#changed(event));
    this.#client.on('message', () => this.#markSoon());
  }

  /** Runs until the user leaves or the server says stop; gives the exit code. */
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
    this.#lines = this.#lines.then(() => {
      const done = this.#commands.run(text).finally(() => this.#underWay.delete(done));
      this.#underWay.add(done);
      // A command's output should stand before that of the next line; messages need not wait.
      return text.startsWith('/') ? done : undefined;
    });
  }

  typed(line: string): void {
    if (this.#isEntered && line !== '' && !line.startsWith('/')) {
      this.#client.conversation(this.#view.conversation).typing();
    }
  }

  /** No more lines will come: leaves when all are done with and shown. */
  async end(): Promise<void> {
    await this.#lines;
    await Promise.all(this.#underWay);
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

  async #token(): Promise<string> {
    this.#trouble = undefined;
    try {
      return await this.#setup.getToken();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      if (error instanceof AccessError && error.final) this.#fail(error);
      throw error;
    }
  }

  #fail(error: AccessError): void {
    this.#refused = error;
    this.#view.alert(error.message);
    this.leave(1);
  }

  #changed({ state, error }: EagreStateEvent): void {
    if (this.#refused !== undefined) return;
    if (state === 'online') this.#online();
    else if (state === 'waiting') this.#waiting(error);
    else if (state === 'stopped' && error?.code !== 'closed') this.#stopped(error);
    else if (this.#view.link.state !== 'waiting') this.#view.link = { state: 'connecting' };
  }

  #online(): void {
    if (this.#view.link.state === 'waiting') this.#view.note('* online again');
    this.#wasOnline = true;
    this.#view.link = { state: 'online' };
    if (!this.#isEntered) this.#enter().catch((error: unknown) => this.#left.reject(error));
    else refresh(this.#client, this.#view).catch(() => {});
  }

  #waiting(error: EagreError | undefined): void {
    const isNew = this.#view.link.state !== 'waiting';
    const reason = this.#trouble ?? error?.message ?? 'connection lost';
    this.#view.link = { state: 'waiting', reason };
    if (!isNew) return;
    this.#view.note(
      this.#wasOnline
        ? `* offline: ${reason}; reconnecting`
        : `* no server answers at ${this.#setup.url}: start one with \`npm start\` in another ` +
            'terminal; it is tried again until it answers',
    );
  }

  #stopped(error: EagreError | undefined): void {
    const reason = error?.message ?? 'stopped';
    this.#view.link = { state: 'stopped', reason };
    this.#view.alert(`* the server says stop: ${reason}`);
    this.leave(1);
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
