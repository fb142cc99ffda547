import { FaultProxy } from '@eagre/swarm/fault/proxy';
import { NatsServer, type SeededRandom, until } from '@eagre/testkit';

/** Three NATS servers; the route between the first two can be broken, while both have one to the third. */
export class NatsWithRoute implements AsyncDisposable {
  readonly servers: readonly NatsServer[];
  readonly #proxy: FaultProxy;
  readonly #all: AsyncDisposableStack;

  static async start(random: SeededRandom): Promise<NatsWithRoute> {
    await using all = new AsyncDisposableStack();
    const start = async (routes: readonly string[]) =>
      all.use(await NatsServer.start({ cluster: { name: 'three', routes: () => routes } }));
    const first = await start([]);
    const { hostname: host, port } = new URL(first.routeUrl);
    const proxy = all.use(await FaultProxy.start({ host, port: Number(port) }, random));
    const second = await start([`nats://${proxy.host}:${proxy.port}`]);
    await untilPeers([first, second], 1);
    // Those two know each other by now: they open no second route when they hear of each other.
    const third = await start([first.routeUrl, second.routeUrl]);
    await untilPeers([first, second, third], 2);
    return new NatsWithRoute([first, second, third], proxy, all.move());
  }

  private constructor(
    servers: readonly NatsServer[],
    proxy: FaultProxy,
    all: AsyncDisposableStack,
  ) {
    this.servers = servers;
    this.#proxy = proxy;
    this.#all = all;
  }

  async breakRoute(): Promise<void> {
    await this.#proxy.refuse(true);
    await this.#proxy.cut(1);
    await untilPeers(this.servers.slice(0, 2), 1);
  }

  async mendRoute(): Promise<void> {
    await this.#proxy.refuse(false);
    await untilPeers(this.servers, 2);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#all.disposeAsync();
  }
}

async function untilPeers(servers: readonly NatsServer[], count: number): Promise<void> {
  for (const server of servers) {
    await until(async () => (await server.figures()).peers === count, {
      timeoutMs: 15_000,
      pollMs: 20,
      what: `${server.url} to have routes to ${count}`,
    });
  }
}
