import type { NatsConnection, Subscription as NatsSubscription } from '@nats-io/transport-node';
import type { Limits } from '../../limits.ts';

export type { NatsSubscription };

/** Told of each message of others on a subject, or of the server's refusal to let us listen. */
export type OnPacket = (bytes: Uint8Array) => void;

export interface SessionOptions {
  readonly connection: NatsConnection;
  /** Which server, for people. */
  readonly server: string;
  readonly limits: Limits;
  /** Told what the server complained about. */
  readonly complaint: (error: Error) => void;
}

/**
 * One connection to one NATS server, from when it stands until it ends; it never comes back. What is
 * on its way when it ends is lost, and nothing waits for the next one.
 */
export class NatsSession {
  readonly server: string;
  readonly maxPayload: number;
  readonly isInCluster: boolean;
  /** Resolves with the reason when the connection is over. */
  readonly ended: Promise<string>;
  readonly #connection: NatsConnection;
  readonly #limits: Limits;
  readonly #complaint: (error: Error) => void;
  /** The client leaves those that ask unanswered when a connection ends: we answer them. */
  readonly #asking = new Set<(isConfirmed: boolean) => void>();
  #reason: string | undefined;
  #hasEnded = false;
  /** Bytes handed to the client that the server has not confirmed to have. */
  #unsentBytes = 0;
  #sinceConfirm = 0;

  constructor({ connection, server, limits, complaint }: SessionOptions) {
    this.#connection = connection;
    this.#limits = limits;
    this.#complaint = complaint;
    this.server = server;
    this.maxPayload = connection.info?.max_payload ?? limits.natsMessageBytes;
    this.isInCluster = connection.info?.cluster !== undefined;
    this.ended = this.#end();
    void this.#listen();
  }

  /** False when so much is unsent that the message was dropped, or when the connection is over. */
  publish(subject: string, bytes: Uint8Array): boolean {
    if (this.#hasEnded || this.#unsentBytes + bytes.length > this.#limits.natsUnsentBytes)
      return false;
    this.#connection.publish(subject, bytes);
    this.#unsentBytes += bytes.length;
    this.#sinceConfirm += bytes.length;
    if (this.#sinceConfirm >= this.#limits.natsConfirmBytes) void this.flush();
    return true;
  }

  subscribe(subject: string, onPacket: OnPacket): NatsSubscription | undefined {
    if (this.#hasEnded) return undefined;
    return this.#connection.subscribe(subject, {
      callback: (error, message) => {
        // An error tells that the server refuses; it complains about that besides.
        if (!(error instanceof Error)) onPacket(message.data);
      },
    });
  }

  /** Resolves with true when the server has had all that was said to it; false when it never will. */
  flush(): Promise<boolean> {
    if (this.#hasEnded) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const bytes = this.#sinceConfirm;
    this.#sinceConfirm = 0;
    this.#asking.add(resolve);
    const answered = (isConfirmed: boolean) => {
      if (isConfirmed) this.#unsentBytes -= bytes;
      this.#asking.delete(resolve);
      resolve(isConfirmed);
    };
    this.#connection.flush().then(
      () => answered(true),
      () => answered(false),
    );
    return promise;
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.ended;
  }

  async #end(): Promise<string> {
    const error = await this.#connection.closed();
    this.#hasEnded = true;
    for (const answer of this.#asking) answer(false);
    this.#asking.clear();
    return `${this.server}: ${this.#reason ?? error?.message ?? 'the connection was closed'}`;
  }

  async #listen(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === 'error') {
        this.#reason = status.error.message;
        this.#complaint(status.error);
      } else if (status.type === 'staleConnection') {
        // The client would wait until the server takes what was written, which may be never.
        this.#reason = 'the server does not answer';
        await this.#connection.close();
      }
    }
  }
}
