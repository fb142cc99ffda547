import { NatsServer, type NatsServerOptions } from './nats-server.ts';
import { until } from './until.ts';

/**
 * NATS servers with routes between all of them: a client of one hears what is published at another.
 *
 *     await using three = await NatsCluster.start(3);
 */
export class NatsCluster implements AsyncDisposable {
  readonly servers: readonly NatsServer[];

  static async start(
    size: number,
    options: Omit<NatsServerOptions, 'cluster'> = {},
  ): Promise<NatsCluster> {
    const servers: NatsServer[] = [];
    const cluster = new NatsCluster(servers);
    const name = `testkit-${process.pid}`;
    try {
      for (let n = 0; n < size; n += 1) {
        const self = n;
        // Asked again at a restart: then all the others are known, and not the earlier ones only.
        const routes = () => servers.filter((_, at) => at !== self).map((one) => one.routeUrl);
        servers.push(await NatsServer.start({ ...options, cluster: { name, routes } }));
      }
      await cluster.joined();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(servers: readonly NatsServer[]) {
    this.servers = servers;
  }

  get urls(): readonly string[] {
    return this.servers.map((server) => server.url);
  }

  /** Resolves when each of the servers has a route to every other one; all of them must run. */
  async joined(): Promise<void> {
    for (const server of this.servers) {
      await until(async () => (await server.figures()).peers === this.servers.length - 1, {
        timeoutMs: 15_000,
        what: `${server.url} to have a route to each of the others`,
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
  }
}
