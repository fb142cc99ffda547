import { Peer, pathOf } from '../lib/peer.ts';

/** One size of room without a network (see peers/room-simulation.ts). */
export interface Simulated {
  devices: number;
  flushes: number;
  charsPerFrame: number;
  cpuSecondsPerFlush: number;
  longestFlushMs: number;
  longestSliceMs: number;
  entersPerSecond: number;
  /** Devices that did not get each frame once. */
  wrong: number;
  residentBytes: number;
}

/** A million devices enter first, and each has its connection. s. */
const othersSeconds = 90;

export async function simulate(devices: number, seconds: number): Promise<Simulated> {
  const script = pathOf('bench/src/peers/room-simulation.ts');
  const peer = Peer.start([process.execPath, script, `${seconds}`, `${devices}`]);
  const line = /^\{.*"cpuSecondsPerFlush".*\}$/;
  const [json] = await peer.child.waitForLine(line, (seconds + othersSeconds) * 1000);
  await peer.stop();
  return JSON.parse(json) as Simulated;
}
