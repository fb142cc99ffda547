import { judgeAnswered } from './answered.ts';
import { judgeConnections } from './connections.ts';
import { judgeCounts } from './counts.ts';
import { judgeDuplicates } from './duplicates.ts';
import { judgeHoles } from './holes.ts';
import type { JudgeContext } from './judge-context.ts';
import { type Judge, Judged } from './judged.ts';
import { judgeLatencies } from './latency.ts';
import { judgeBestEffortLoss } from './loss-best-effort.ts';
import { judgeReliableLoss } from './loss-reliable.ts';
import { judgeMemory } from './memory.ts';
import { judgeOrder } from './order.ts';
import { judgeOther } from './other.ts';
import { judgeRefused } from './refused-unseen.ts';
import { judgeSums } from './sums.ts';
import { judgeTool } from './tool.ts';
import type { Verdict } from './verdict.ts';

/** By the names of their verdicts. */
const judges: Readonly<Record<string, Judge>> = {
  order: judgeOrder,
  holes: judgeHoles,
  duplicates: judgeDuplicates,
  'loss.reliable': judgeReliableLoss,
  'loss.best-effort': judgeBestEffortLoss,
  'refused-unseen': judgeRefused,
  counts: judgeCounts,
  sums: judgeSums,
  answered: judgeAnswered,
  connections: judgeConnections,
  memory: judgeMemory,
  tool: judgeTool,
  other: judgeOther,
};

/** All verdicts of a run; what it had nothing of is left out: see `notJudged`. */
export function judge(context: JudgeContext): Verdict[] {
  const judged = new Judged(context);
  const each = Object.values(judges).map((one) => one(judged));
  return [...each.filter((verdict) => verdict !== undefined), ...judgeLatencies(context)];
}

/** Of what the run had nothing that could be judged, so that the report can say so. */
export function notJudged(verdicts: readonly Verdict[]): string[] {
  const names = new Set(verdicts.map(({ name }) => name));
  return Object.keys(judges).filter((name) => name !== 'other' && !names.has(name));
}
