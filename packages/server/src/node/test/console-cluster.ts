import { until } from '@eagre/testkit';
import { createApi } from '../../api/api.ts';
import { AppDirectory } from '../../auth/app-directory.ts';
import { TokenMint } from '../../auth/token-mint.ts';
import { checkedConfig } from '../../config/checked-config.ts';
import type { Config } from '../../config/schema.ts';
import type { Console } from '../../console/console-api.ts';
import type { Said } from '../../console/test/console-fixture.ts';
import { limits } from '../../limits.ts';
import { silentLogger } from '../../observability/logger.ts';
import { version } from '../../version.ts';
import { apiServices } from '../api-services.ts';
import { nodeConsole } from '../node-console.ts';
import { nodeReadiness } from '../node-readiness.ts';
import type { StationCluster, StationNode } from './station-cluster.ts';

export const adminKey = 'the-key-of-the-operators-of-a-shop';
const hs256 = 'a-secret-that-signs-the-tokens-of-devices';

/** An app whose tokens the server signs, and one that signs them itself. */
export const config: Config = checkedConfig({
  adminKey,
  apps: [
    {
      id: 'shop',
      name: 'The shop',
      keys: [{ id: 'k1', secret: 'the-secret-of-a-key-of-an-app' }],
      jwt: { hs256 },
      quotas: { sendsPerSecond: 7 },
      retention: { group: { days: 30 } },
    },
    { id: 'other', keys: [], jwt: { jwksUrl: 'https://keys.test/jwks' } },
  ] as unknown as Config['apps'],
});

const origins: Readonly<Record<string, string>> = {
  adminKey: 'EAGRE_ADMIN_KEY',
  apps: '/etc/eagre.json',
  logLevel: '--log-level',
};

/** Nobody watches these nodes. */
const noLoad = {
  series: { read: () => ({ from: 0, more: false, values: {} }) },
  roomRates: { of: () => undefined },
};

export interface Answer {
  readonly status: number;
  readonly cookie: string;
  readonly body: Said;
}

/** The console of one node of a cluster, with the real HTTP API behind it. */
export class NodeConsole {
  readonly #cluster: StationCluster;
  readonly #console: Console;

  static async open(cluster: StationCluster, node: StationNode): Promise<NodeConsole> {
    const { clock } = cluster;
    const { stations, metrics } = node;
    const apps = await AppDirectory.open(config.apps);
    const mint = new TokenMint(apps, clock);
    const readiness = nodeReadiness({
      ...{ stations, bus: undefined, readyWithoutBusMs: 0 },
      stopping: () => false,
    });
    const services = apiServices({ ...stations, clock });
    const health = { readiness, metrics, version };
    const common = { apps, mint, clock, limits, logger: silentLogger };
    const api = createApi({ ...common, services, health, dev: false });
    return new NodeConsole(
      cluster,
      nodeConsole({
        ...{
          ...common,
          config: { ...config, node: node.name },
          stations,
          load: noLoad,
          readiness,
          api,
        },
        originOf: (name) => origins[name] ?? 'default',
        ...{ appConfigs: config.apps, node: node.name, devAdminKey: undefined },
      }),
    );
  }

  private constructor(cluster: StationCluster, ofNode: Console) {
    this.#cluster = cluster;
    this.#console = ofNode;
  }

  async ask(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Answer> {
    const request = new Request(`http://console.test/console/api${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await this.#inTime(this.#console.fetch(request, '192.0.2.1'));
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    const text = await answer.text();
    return { status: answer.status, cookie, body: text && JSON.parse(text) };
  }

  /** Headers of an operator who has logged in here. */
  async session(): Promise<Record<string, string>> {
    const { cookie, body } = await this.ask('POST', '/login', {}, { name: 'Ann', key: adminKey });
    return { cookie, 'x-eagre-csrf': body.csrf };
  }

  /** Lets time pass until there is an answer: other nodes need some, and signatures are made outside of it. */
  async #inTime(call: Response | Promise<Response>): Promise<Response> {
    let answer: Response | undefined;
    void Promise.resolve(call).then((response) => {
      answer = response;
    });
    const passing = async () => {
      await this.#cluster.clock.advance(2);
      return answer;
    };
    return until(passing, { pollMs: 1, what: 'an answer of the console' });
  }
}
