/** One reply of its JSON protocol; a frame holds one or more, a line each. */
interface Reply {
  id?: number;
  error?: { code: number; message: string };
}

const connectId = 1;
const subscribeId = 2;
/** An empty object from the server is a ping, and is answered by one. */
const ping = '{}';

/** A client of Centrifugo up to its subscription: `connect`, then `subscribe`; later only its pings. */
export class CentrifugoHandshake {
  readonly #channel: string;
  readonly #subscribed = Promise.withResolvers<void>();
  isDone = false;

  constructor(channel: string) {
    this.#channel = channel;
    // Whoever waits for `done` is told; nobody may be waiting yet.
    this.#subscribed.promise.catch(() => {});
  }

  /** Resolves when the channel's publications come; rejects when it is refused. */
  get done(): Promise<void> {
    return this.#subscribed.promise;
  }

  begin(send: (text: string) => void): void {
    send(JSON.stringify({ id: connectId, connect: { name: 'eagre-swarm' } }));
  }

  take(frame: string, send: (text: string) => void): void {
    for (const line of frame.split('\n')) {
      if (line === ping) send(ping);
      else if (line !== '') this.#reply(JSON.parse(line) as Reply, send);
    }
  }

  closed(code: number, reason: string): void {
    this.#subscribed.reject(new Error(`Centrifugo closed the connection: ${code} ${reason}`));
  }

  #reply({ id, error }: Reply, send: (text: string) => void): void {
    if (error !== undefined) {
      const what = id === connectId ? 'connect' : 'subscribe';
      const text = `Centrifugo refused ${what}: ${error.code} ${error.message}`;
      this.#subscribed.reject(new Error(text));
    } else if (id === connectId) {
      send(JSON.stringify({ id: subscribeId, subscribe: { channel: this.#channel } }));
    } else if (id === subscribeId) {
      this.isDone = true;
      this.#subscribed.resolve();
    }
  }
}
