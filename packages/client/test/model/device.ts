import { userQueueOf } from '@eagre/protocol/names';
import type { FakeNetwork, Faults } from '@eagre/testkit';
import type { Transport } from '../../src/connection/transport.ts';
import type { EagreEvent } from '../../src/events.ts';
import { type ClientOptions, resolveOptions } from '../../src/options.ts';
import { Session } from '../../src/session.ts';
import { type Saved, SavedState } from '../../src/storage/position-store.ts';
import { Checker } from './checker.ts';
import type { ModelServer } from './model-server.ts';

/** Connects a client's transport with the model by a simulated line. */
export function simulatedTransport(
  network: FakeNetwork,
  server: ModelServer,
  faults: () => Partial<Faults>,
): Transport {
  return {
    open(_url, events) {
      const { device, server: far } = network.connect(faults());
      const connection = server.accept({
        send: (frame) => far.send(frame),
        close: (code, reason) => far.close(code, reason),
      });
      far.onMessage = (frame) => connection.message(String(frame));
      far.onClose = () => connection.closed();
      device.onClose = (code, reason) => events.closed(code, reason);
      let isOpen = false;
      server.clock.setTimer(1, () => {
        if (device.isClosed) return;
        isOpen = true;
        events.opened();
        device.onMessage = (frame) => events.message(frame);
      });
      return {
        send: (frame) => isOpen && device.send(frame),
        close: () => device.close(1000),
      };
    },
  };
}

export interface SendRecord {
  clientId: string;
  conversation: string;
  outcome: 'open' | 'sent' | 'failed' | 'lost';
}

/** A device that lives through closes and crashes, with the application that judges it. */
export class Device {
  readonly user: string;
  readonly name: string;
  readonly checker: Checker;
  readonly sends = new Map<string, SendRecord>();
  /** Told as failed once; a crash may forget that, and send them again in a later stay. */
  readonly refused = new Set<string>();
  readonly #server: ModelServer;
  readonly #options: ClientOptions;
  #stored = new SavedState();
  #life = 0;
  #crashes = 0;
  /** Personal messages after this place of the user queue must arrive; unknown until first online. */
  requiredAfter: number | undefined;
  #session: Session;

  constructor(user: string, name: string, server: ModelServer, options: ClientOptions) {
    this.user = user;
    this.name = name;
    this.#server = server;
    this.#options = options;
    this.checker = new Checker(server.state, user, name);
    this.#session = this.#begin();
  }

  get session(): Session {
    return this.#session;
  }

  get saved(): Saved {
    return this.#stored.all();
  }

  send(conversation: string, personalTo?: string): void {
    const clientId = `${this.name}-${this.#life}-${this.sends.size}`;
    const to = personalTo === undefined ? {} : { personalTo };
    const message = { clientId, conversation, kind: 'text', body: { text: clientId }, ...to };
    this.#session.send({ ...message, at: this.#server.clock.now() }, () => {});
  }

  /** Closes with everything saved, and starts again. */
  restart(): void {
    const life = this.#life;
    this.#session.close();
    this.#session.flush(() => {
      if (life === this.#life) this.#session = this.#begin();
    });
  }

  /** Ends without a word: what was not saved is lost. */
  crash(): void {
    const dying = this.#session;
    this.#life += 1;
    this.#crashes += 1;
    for (const record of this.sends.values())
      if (record.outcome === 'open') record.outcome = 'lost';
    dying.close();
    this.checker.crashed(this.saved);
    const queue = userQueueOf(this.user);
    this.requiredAfter = this.saved.positions.find((position) => position.queue === queue)?.syncId;
    this.#session = this.#begin();
  }

  close(): void {
    this.#session.close();
    this.#session.flush(() => {});
  }

  #begin(): Session {
    this.#life += 1;
    const life = this.#life;
    const crashes = this.#crashes;
    const saved = structuredClone(this.saved);
    const session = new Session(
      resolveOptions(this.#options),
      saved,
      (event) => {
        if (life === this.#life) this.#take(event);
      },
      (changes, done) => {
        // Saving takes a moment, in which the process may die.
        const copy = structuredClone(changes);
        this.#server.clock.setTimer(5, () => {
          if (crashes !== this.#crashes) return;
          this.#stored.apply(copy);
          done(false);
        });
      },
    );
    session.start();
    return session;
  }

  #take(event: EagreEvent): void {
    if (event.type === 'send') {
      const { clientId, conversation, status } = event;
      const outcome = status === 'pending' ? 'open' : status;
      // What a close fails is sent again by the next life.
      const isKept = event.error?.code === 'closed';
      if (status === 'failed' && !isKept) this.refused.add(clientId);
      this.sends.set(clientId, { clientId, conversation, outcome: isKept ? 'open' : outcome });
    }
    if (event.type === 'state' && event.state === 'online') {
      this.requiredAfter ??= this.#server.state.userLog(this.user).head;
    }
    this.checker.take(event);
  }
}
