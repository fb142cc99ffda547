/**
 * What work costs the thread of a node, ms of processor time. Each figure is that of a bench on one
 * core of the machine of docs/performance.md; docs/capacity.md tells them all.
 */
export interface Costs {
  /** Handing a frame to a device: runtime, kernel and all. */
  readonly frame: number;
  /** One command of a device with its answer: enter, leave, say, tap. */
  readonly command: number;
  /** One message to the bus, and one from it, whatever they say. */
  readonly publish: number;
  readonly receive: number;
  /** One chat message within them: written, and read and merged. */
  readonly chatOut: number;
  readonly chatIn: number;
}

export const measuredCosts: Costs = {
  // room-capacity: 0.76 cores at 109,834 frames/s of 3.5 KB.
  frame: 0.0069,
  // room-hop: 0.995 cores at 71,680 commands/s.
  command: 0.0139,
  // The node's client of NATS: 1.6 µs out, 2.8 µs out and in.
  publish: 0.0016,
  receive: 0.0012,
  // The codec and the merge stages alone: 1.9 µs for 20 messages out; 2.8 µs in, and 0.2 µs each to merge.
  chatOut: 0.0001,
  chatIn: 0.00035,
};
