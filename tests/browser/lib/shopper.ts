import { createClient, type EagreClient } from '@eagre/client';
import type { Site } from './site.ts';

/** A shopper without a page, by the SDK, in the lobby that some page has made. */
export class Shopper implements AsyncDisposable {
  readonly client: EagreClient;

  static async inLobby(site: Site, user: string): Promise<Shopper> {
    const client = createClient({
      url: site.url('').replace('http', 'ws'),
      user,
      token: () => site.server.token(user),
      backoffBaseMs: 50,
      backoffCapMs: 500,
    });
    const shopper = new Shopper(client);
    try {
      await client.connect();
      await client.groups.join('lobby');
      return shopper;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  private constructor(client: EagreClient) {
    this.client = client;
  }

  /** Until all are stored; they are sent in this order. */
  say(texts: readonly string[]): Promise<unknown> {
    const stored = Promise.all(texts.map((text) => this.client.group('lobby').send(text)));
    // A test that fails before it waits for this has more to say than that its client was closed.
    stored.catch(() => {});
    return stored;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client.close();
  }
}
