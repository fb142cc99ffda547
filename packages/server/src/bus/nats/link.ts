import type { Clock, Random, Timer } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import { connectToFirst } from './connect.ts';
import type { NatsAddress } from './servers.ts';
import type { NatsSession } from './session.ts';

export interface LinkOptions {
  readonly addresses: readonly NatsAddress[];
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  /** A session stands: makes it ready for use. False when it ended before it was. */
  readonly attach: (session: NatsSession) => Promise<boolean>;
  /** The session is ready, or is over. */
  readonly changed: (session: NatsSession | undefined) => void;
  readonly trouble: (what: string, error: Error) => void;
}

/**
 * Keeps a session with one of the servers, for ever: when it ends, the next is made with whichever
 * server takes us, in an order drawn anew so that the nodes spread over them.
 */
export class NatsLink {
  readonly #options: LinkOptions;
  readonly #running: Promise<void>;
  #session: NatsSession | undefined;
  #isReady = false;
  #isClosed = false;
  #sessions = 0;
  #attemptsInVain = 0;
  #reason = 'not yet connected';
  #pause: { readonly timer: Timer; readonly end: () => void } | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** May be published on, though what others say may not arrive yet. */
  get session(): NatsSession | undefined {
    return this.#session;
  }

  get ready(): NatsSession | undefined {
    return this.#isReady ? this.#session : undefined;
  }

  /** Why there is no session, for people. */
  get reason(): string | undefined {
    return this.#isReady ? undefined : this.#reason;
  }

  /** Sessions after the first. */
  get reconnects(): number {
    return Math.max(0, this.#sessions - 1);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause?.timer.cancel();
    this.#pause?.end();
    await this.#session?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const session = await this.#connected();
      if (session !== undefined) await this.#use(session);
      await this.#rest();
    }
  }

  async #connected(): Promise<NatsSession | undefined> {
    const { addresses, random, trouble, clock, limits, name } = this.#options;
    try {
      const session = await connectToFirst(shuffled(addresses, random), {
        clock,
        limits,
        name,
        complaint: (error) => trouble('the NATS server complains', error),
      });
      this.#attemptsInVain = 0;
      if (!this.#isClosed) return session;
      await session.close();
    } catch (error) {
      this.#attemptsInVain += 1;
      this.#failed('NATS can not be reached', error);
    }
    return undefined;
  }

  async #use(session: NatsSession): Promise<void> {
    const { attach, changed } = this.#options;
    this.#session = session;
    this.#sessions += 1;
    if (await attach(session)) {
      this.#isReady = true;
      changed(session);
    }
    const reason = await session.ended;
    this.#session = undefined;
    this.#isReady = false;
    this.#failed('the connection to NATS ended', new Error(reason));
    changed(undefined);
  }

  #failed(what: string, error: unknown): void {
    if (this.#isClosed) return;
    const known = error instanceof Error ? error : new Error(String(error));
    this.#reason = known.message;
    this.#options.trouble(what, known);
  }

  /** Longer each time in vain, and never the same for two nodes that lost their server at once. */
  async #rest(): Promise<void> {
    if (this.#isClosed) return;
    const { clock, limits, random } = this.#options;
    const doubled = limits.natsRetryMinMs * 2 ** Math.min(this.#attemptsInVain, 20);
    const ms = Math.min(doubled, limits.natsRetryMaxMs) * (0.5 + random.next() / 2);
    await new Promise<void>((resolve) => {
      this.#pause = { timer: clock.setTimer(ms, resolve), end: resolve };
    });
    this.#pause = undefined;
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
