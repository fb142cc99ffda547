import type { Clock } from '@eagre/protocol';
import type { Readiness } from '../api/health.ts';
import { StoreProbe } from '../api/store-probe.ts';
import type { NodeRow } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import type { Limits } from '../limits.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import { CpuMeter } from './cpu-meter.ts';

export interface ConsoleNodesOptions {
  readonly desk: Pick<ClusterDesk, 'nodes' | 'question'>;
  readonly readiness: Pick<Readiness, 'reasons' | 'degraded' | 'storeAnswers'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'readyStoreMs'>;
}

/** What a node says of itself when it is asked. */
type Self = Required<Pick<NodeRow, 'ready' | 'memoryBytes' | 'cpu' | 'runtime' | 'processId'>> &
  Pick<NodeRow, 'notReady'>;

/** The nodes that are known to run, with what those say that answer. */
export function consoleNodes(options: ConsoleNodesOptions): ConsoleServices['nodes'] {
  const { desk, readiness, clock } = options;
  const cpu = new CpuMeter(clock);
  const store = new StoreProbe(options);
  // Answers are from memory: what is wrong with the store is what it was at the question before.
  let storeTrouble: string | undefined;
  const ask = desk.question<null, Self>('console-node', () => {
    void store.trouble().then((trouble) => {
      storeTrouble = trouble;
    });
    const reasons = [...readiness.reasons(), ...(storeTrouble === undefined ? [] : [storeTrouble])];
    const troubles = [...reasons, ...readiness.degraded()];
    return {
      ready: reasons.length === 0,
      ...(troubles.length > 0 && { notReady: troubles.join('; ') }),
      memoryBytes: process.memoryUsage.rss(),
      cpu: cpu.read(),
      runtime: `Bun ${Bun.version}`,
      processId: process.pid,
    };
  });
  return {
    async list() {
      const { all, missing } = await ask(null);
      const answers = new Map(all.map(({ node, answer }) => [node, answer]));
      const nodes = desk.nodes().map((known) => ({ ...known, ...answers.get(known.node) }));
      return { nodes, missing };
    },
  };
}
