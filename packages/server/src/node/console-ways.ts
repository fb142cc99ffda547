import type { AppId, Clock, ConversationId } from '@eagre/protocol';
import type { WayAnswer, WaysAnswer } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import type { Limits } from '../limits.ts';
import type { WayBook } from '../observability/way-book.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import { WallTime } from './ways/wall-time.ts';
import { WayFinder } from './ways/way-finder.ts';
import { mergedWays, type NodeWay, summaryOf, toldWay, wayIdOf } from './ways/way-reports.ts';

export interface ConsoleWaysOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly ways: Pick<WayBook, 'newest' | 'oneOf'>;
  readonly timeline: Pick<Timeline, 'heads' | 'ranges'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly limits: Pick<Limits, 'tailEntries' | 'blockBytes'>;
}

interface Question {
  readonly app?: AppId | undefined;
  readonly conversation?: ConversationId | undefined;
  /** Only this message's. */
  readonly id?: string | undefined;
  readonly limit: number;
}

interface Told {
  readonly oneOf: number;
  readonly ways: readonly NodeWay[];
}

/** Ways of one id are those of one message, unless several senders chose it. */
const sameId = 10;

/**
 * The ways of messages as all nodes noted them. Times of one node compare to a tenth of a millisecond,
 * those of two nodes as well as their clocks agree, and a millisecond.
 */
export function consoleWays(options: ConsoleWaysOptions): ConsoleServices['ways'] {
  const { desk, ways, clock } = options;
  const finder = new WayFinder(options);
  const wall = new WallTime(clock);
  const ask = desk.question<Question, Told>('console-ways', (question) => {
    const startedAt = wall.startedAt();
    const found: NodeWay[] = [];
    for (const way of ways.newest()) {
      if (found.length >= question.limit) break;
      const { app, conversation, id } = question;
      if (app !== undefined && way.app !== app) continue;
      if (conversation !== undefined && way.conversation !== conversation) continue;
      if (id === undefined || wayIdOf(way) === id) found.push(toldWay(way, startedAt));
    }
    return { oneOf: ways.oneOf, ways: found };
  });
  return {
    async list({ app, conversation, limit }): Promise<WaysAnswer> {
      const { all, missing } = await ask({ app, conversation, limit });
      const merged = mergedWays(all.map(({ node, answer }) => ({ node, ways: answer.ways })));
      return {
        ways: merged.slice(0, limit).map(summaryOf),
        oneOf: Math.max(...all.map(({ answer }) => answer.oneOf)),
        missing,
      };
    },
    async get(id, app, conversation): Promise<WayAnswer | undefined> {
      const { all, missing } = await ask({ app, conversation, id, limit: sameId });
      const [way] = mergedWays(all.map(({ node, answer }) => ({ node, ways: answer.ways })));
      if (way !== undefined) {
        const { epoch, syncId, stations } = way;
        const place = syncId > 0 ? { epoch, syncId } : {};
        return { ...summaryOf(way), followed: true, ...place, stations, missing };
      }
      const stored = app && (await finder.find(app, id, conversation));
      return stored && { ...stored, followed: false, stations: [], missing };
    },
  };
}
