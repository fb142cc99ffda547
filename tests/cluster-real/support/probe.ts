import type { LocalServer } from '@eagre/swarm/target/local-server';
import { tokenGiver } from '@eagre/swarm/target/tokens';
import { until } from '@eagre/testkit';
import { Refused, WireClient } from '../../integration/support/wire-client.ts';
import type { Site } from './site.ts';

/** A refusal comes at once: what a statement that hangs may take, and a machine that does much else. ms. */
export const refusalMs = 7000;

const mark = 'probe-';

/** Whether a message of this client id was one that had to be refused. */
export const isProbe = (clientId: string) => clientId.startsWith(mark);

/** A bare connection to one node, that is told what a device is told before an SDK makes it good. */
export class Probe implements Disposable {
  readonly #wire: WireClient;
  readonly #node: string;
  readonly #life = crypto.randomUUID();
  #sent = 0;

  /** Waits until the node takes devices. */
  static async open({ secrets }: Site, node: LocalServer, user: string): Promise<Probe> {
    const { app, tokenSecret: secret } = secrets;
    const token = await tokenGiver({ kind: 'signed', app, secret })(user);
    return until(
      async () => {
        const wire = await WireClient.open(`ws://${node.host}:${node.port}/v1/connect`);
        try {
          await wire.request('connect', { token, device: `probe-${node.name}` });
          return new Probe(wire, node.name);
        } catch (error) {
          wire[Symbol.dispose]();
          throw error;
        }
      },
      { what: `${node.name} to take a device`, timeoutMs: 10_000, pollMs: 50 },
    );
  }

  private constructor(wire: WireClient, node: string) {
    this.#wire = wire;
    this.#node = node;
  }

  /** Sends one message that must be refused, at once and as temporary. Throws what is wrong with that. */
  async expectRefusal(conversation: string, when: string): Promise<void> {
    this.#sent += 1;
    const clientId = `${mark}${this.#node}-${this.#life}-${this.#sent}`;
    const body = { text: clientId };
    const startMs = performance.now();
    const outcome = await this.#wire
      .request('send', { conversation, clientId, kind: 'text', body })
      .then(JSON.stringify, (error: unknown) => error);
    const tookMs = Math.round(performance.now() - startMs);
    const said = `${when}: a message to ${this.#node} was answered after ${tookMs} ms: ${outcome}`;
    if (!(outcome instanceof Refused) || !outcome.error.temporary) throw new Error(said);
    if (tookMs > refusalMs) throw new Error(said);
  }

  [Symbol.dispose](): void {
    this.#wire[Symbol.dispose]();
  }
}
