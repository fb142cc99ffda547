export { accessibilityProblems } from './accessibility.ts';
export { type BoundOptions, startBound } from './bound-process.ts';
export { Browser, type PageOptions, whyNoChromium } from './chromium.ts';
export { FakeClock } from './clock.ts';
export { freePort } from './free-port.ts';
export { type Backend, type Front, type FrontOptions, startFront } from './front.ts';
export { Haproxy } from './haproxy.ts';
export { type Leaks, trackLeaks } from './leaks.ts';
export { NatsCluster } from './nats-cluster.ts';
export { type NatsFigures, NatsServer, type NatsServerOptions, whyNoNats } from './nats-server.ts';
export {
  type Connection,
  type Direction,
  type Endpoint,
  FakeNetwork,
  type Faults,
  type LinkCounts,
  type NetworkOptions,
} from './network.ts';
export { postgresProgram, whyNoPostgres } from './postgres-programs.ts';
export { type PostgresOptions, PostgresServer } from './postgres-server.ts';
export { ChildProcess, type StartOptions } from './process.ts';
export { SeededRandom } from './random.ts';
export { seedFromEnv, testScale, withSeed } from './seed.ts';
export { StallingProxy } from './stalling-proxy.ts';
export { TcpBalancer } from './tcp-balancer.ts';
export { type TempDir, tempDir } from './temp-dir.ts';
export { type UntilOptions, until } from './until.ts';
