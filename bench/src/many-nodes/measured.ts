import type { Node } from './node.ts';
import { Spread } from './spread.ts';

/** What the show asked of a node: the mean of all nodes, unless it says otherwise. */
export interface MeasuredNodes {
  windowMs: number;
  /** Share of a thread's time, and that of the busiest node. */
  utilisation: number;
  mostUtilisation: number;
  /** The longest time from the first device of a node to its last. */
  longestFlushMs: number;
  framesPerSecond: number;
  bytesPerFrame: number;
  shownPerSecond: number;
  busOutPerSecond: number;
  busInPerSecond: number;
  busOutBytesPerSecond: number;
  busInBytesPerSecond: number;
  roomMessagesPerWindow: number;
  ownP50Ms: number;
  ownP99Ms: number;
  remoteP50Ms: number;
  remoteP99Ms: number;
}

/** `spanMs`: since the nodes were made to count anew. */
export function measured(nodes: readonly Node[], spanMs: number, windowMs: number): MeasuredNodes {
  const mean = (of: (node: Node) => number) =>
    nodes.reduce((sum, node) => sum + of(node), 0) / nodes.length;
  const perSecond = (of: (node: Node) => number) => (mean(of) / spanMs) * 1000;
  const [own, remote] = [new Spread(), new Spread()];
  for (const { reader } of nodes) {
    own.add(reader.own);
    remote.add(reader.remote);
  }
  return {
    windowMs,
    utilisation: mean(({ thread }) => thread.busyMs) / spanMs,
    mostUtilisation: Math.max(...nodes.map(({ thread }) => thread.busyMs)) / spanMs,
    longestFlushMs: Math.max(...nodes.map(({ room }) => room.delivered.longestFlushMs)),
    framesPerSecond: perSecond(({ reader }) => reader.frames),
    bytesPerFrame: mean(({ reader }) => reader.bytes / reader.frames),
    shownPerSecond: perSecond(({ reader }) =>
      reader.shown.reduce((sum, { messages }) => sum + messages, 0),
    ),
    busOutPerSecond: perSecond(({ bus }) => bus.traffic.out),
    busInPerSecond: perSecond(({ bus }) => bus.traffic.in),
    busOutBytesPerSecond: perSecond(({ bus }) => bus.traffic.bytesOut),
    busInBytesPerSecond: perSecond(({ bus }) => bus.traffic.bytesIn),
    roomMessagesPerWindow: mean(({ bus }) => bus.traffic.roomOut) / (spanMs / windowMs),
    ownP50Ms: own.quantile(0.5),
    ownP99Ms: own.quantile(0.99),
    remoteP50Ms: remote.quantile(0.5),
    remoteP99Ms: remote.quantile(0.99),
  };
}
