export type { Config } from './config/schema.ts';
export {
  AddressInUseError,
  type Node,
  type NodeAddress,
  type NodeOptions,
  type OpenTimeline,
} from './node/node-types.ts';
export { createNode } from './node.ts';
export { openMemoryTimeline } from './timeline/timeline-memory.ts';
