import type { Sample } from '../../report/run-report.ts';
import type { ConversationFinding, Findings, RoomFinding, SeenGroup } from '../findings.ts';
import type { JudgeContext } from '../judge-context.ts';
import type { Verdict } from '../verdict.ts';
import { judge } from '../verdicts.ts';

export function findingsOf(parts: Partial<Findings> = {}): Findings {
  const none = { connected: 0, away: 0, left: 0, faults: {}, own: {} };
  return { conversations: [], rooms: [], ...none, ...parts };
}

export function contextOf(parts: Partial<JudgeContext> = {}): JudgeContext {
  const totals = { counters: {}, timers: {} };
  return {
    ...{ findings: findingsOf(), samples: [], marks: [], objectives: {}, rooms: new Map() },
    ...{ totals, outside: parts.totals ?? totals },
    ...parts,
  };
}

export function verdictOn(name: string, parts: Partial<JudgeContext>): Verdict | undefined {
  return judge(contextOf(parts)).find((verdict) => verdict.name === name);
}

export function conversation(parts: Partial<ConversationFinding> = {}): ConversationFinding {
  return {
    ...{ conversation: 'group:a', sent: 0, acked: 0, refused: 0, unknown: 0, unanswered: 0 },
    ...{ firstSentMs: null, firstPlace: 0, head: 0, ids: 0, places: 0, unjudged: 0 },
    ...{ table: { stride: 1, stretches: [] }, unknownIds: [], refusedIds: [], seen: [] },
    ...parts,
  };
}

export function group(parts: Partial<SeenGroup> = {}): SeenGroup {
  return {
    ...{ base: 0, isAssumed: false, sinceMs: 1, last: 0, count: 0, ids: 0, places: 0 },
    ...{ devices: 1, example: 'u1' },
    ...parts,
  };
}

export function room(parts: Partial<RoomFinding> = {}): RoomFinding {
  return {
    ...{ room: 'room:a', chatSent: 0, chatAcked: 0, chatRefused: 0, chatUnknown: 0 },
    ...{ firstChatMs: null, views: [], inside: 0, taps: {}, tapsUnknown: {} },
    ...parts,
  };
}

/** A fault from one second of the run to another. */
export function fault(fromS: number, toS: number, name = 'kill') {
  return { kind: 'fault', name, about: '', atMs: fromS * 1000, endMs: toS * 1000 } as const;
}

/** A sample at each second, with the server's memory in MB; undefined while it is away. */
export function memorySamples(seconds: number, mb: (at: number) => number | undefined): Sample[] {
  return Array.from({ length: seconds }, (_second, at) => {
    const megabytes = mb(at);
    const server = { residentBytes: (megabytes ?? 0) * 2 ** 20 };
    return {
      ...{ atMs: at * 1000, gauges: {}, counters: {}, timers: {}, loadCpu: 0 },
      ...(megabytes === undefined ? {} : { server }),
    } as Sample;
  });
}
