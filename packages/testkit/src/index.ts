export { FakeClock } from './clock.ts';
export { freePort } from './free-port.ts';
export { type Leaks, trackLeaks } from './leaks.ts';
export {
  type Connection,
  type Direction,
  type Endpoint,
  FakeNetwork,
  type Faults,
  type LinkCounts,
  type NetworkOptions,
} from './network.ts';
export { ChildProcess, type StartOptions } from './process.ts';
export { SeededRandom } from './random.ts';
export { seedFromEnv, testScale, withSeed } from './seed.ts';
export { StallingProxy } from './stalling-proxy.ts';
export { type TempDir, tempDir } from './temp-dir.ts';
export { type UntilOptions, until } from './until.ts';
