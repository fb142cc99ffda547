import type { Objectives } from '../engine/scenario.ts';
import type { Mark, RunReport, Sample } from '../report/run-report.ts';
import type { Findings } from './findings.ts';
import type { RoomFacts } from './room-facts.ts';

/** All that a run is judged by. */
export interface JudgeContext {
  /** Of all processes, merged. */
  findings: Findings;
  samples: readonly Sample[];
  totals: RunReport['totals'];
  /** The totals without what was measured during faults and shortly after. */
  outside: RunReport['totals'];
  marks: readonly Mark[];
  objectives: Objectives;
  /** What the server says of each room, when all is over and devices are still inside. */
  rooms: ReadonlyMap<string, RoomFacts>;
  /** The server's memory may not grow by more than this, carried on as memory.ts has it; 1,024 MB unless told. */
  memoryMb?: number;
}

/** Whether the run had faults at all: what the server counts in memory does not outlive a restart. */
export function isFaulted({ marks }: Pick<JudgeContext, 'marks'>): boolean {
  return marks.some(({ kind }) => kind === 'fault');
}
