import type { Clock } from '@eagre/protocol';
import type { Readiness } from '../api/health.ts';
import { StoreProbe } from '../api/store-probe.ts';
import type { GoneNode, NodeRow } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import type { Limits } from '../limits.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import { CpuMeter } from './cpu-meter.ts';

export interface ConsoleNodesOptions {
  readonly desk: Pick<ClusterDesk, 'nodes' | 'gone' | 'question'>;
  readonly readiness: Pick<Readiness, 'reasons' | 'degraded' | 'storeAnswers'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'readyStoreMs'>;
}

/** What a node says of itself when it is asked. */
type Self = Required<Pick<NodeRow, 'ready' | 'memoryBytes' | 'cpu' | 'runtime' | 'processId'>> &
  Pick<NodeRow, 'notReady'>;

/** … and of others that it has heard of; nodes of an older version do not say. */
type Told = Self & { readonly gone?: readonly GoneNode[] };

/** The nodes that are known to run, with what those say that answer. */
export function consoleNodes(options: ConsoleNodesOptions): ConsoleServices['nodes'] {
  const { desk, readiness, clock } = options;
  const cpu = new CpuMeter(clock);
  const store = new StoreProbe(options);
  // Answers are from memory: what is wrong with the store is what it was at the question before.
  let storeTrouble: string | undefined;
  const ask = desk.question<null, Told>('console-node', () => {
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
      gone: desk.gone().map(({ node, version, startedAt, lastHeardAt }) => ({
        ...{ node, version, startedAt, lastHeardAt },
      })),
    };
  });
  return {
    async list() {
      const { all, missing } = await ask(null);
      const selves = all.map(({ node, answer: { gone: _, ...self } }) => [node, self] as const);
      const answers = new Map(selves);
      const nodes = desk.nodes().map((known) => ({ ...known, ...answers.get(known.node) }));
      const told = all.flatMap(({ answer }) => answer.gone ?? []);
      const running = new Set(nodes.map(({ node }) => node));
      return { nodes, gone: newest(told).filter(({ node }) => !running.has(node)), missing };
    },
  };
}

/** Each once, as the node tells it that heard of it last. */
function newest(told: readonly GoneNode[]): GoneNode[] {
  const sorted = told.toSorted((a, b) => b.lastHeardAt - a.lastHeardAt);
  return [...Map.groupBy(sorted, ({ node }) => node).values()].flatMap(([first]) => first ?? []);
}
