import type { AppId, Clock, ConversationId, UserId } from '@eagre/protocol';
import type { Following, WayAnswer, WaysAnswer } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import type { Limits } from '../limits.ts';
import type { WayBook } from '../observability/way-book.ts';
import type { Way } from '../observability/way-ring.ts';
import type { WatchedFor } from '../observability/way-watch.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import { WallTime } from './ways/wall-time.ts';
import { WayFinder } from './ways/way-finder.ts';
import { wayFollow } from './ways/way-follow.ts';
import {
  type MergedWay,
  mergedWays,
  type NodeWay,
  summaryOf,
  toldWay,
  wayIdOf,
} from './ways/way-reports.ts';

export interface ConsoleWaysOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly ways: Pick<
    WayBook,
    'newest' | 'oneOf' | 'mayFollow' | 'follow' | 'unfollow' | 'following'
  >;
  readonly timeline: Pick<Timeline, 'heads' | 'ranges'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly limits: Pick<Limits, 'tailEntries' | 'blockBytes' | 'waysWatched' | 'wayWatchMs'>;
}

interface Question {
  readonly app?: AppId | undefined;
  readonly conversation?: ConversationId | undefined;
  /** Only this message's. */
  readonly id?: string | undefined;
  /** Of that id those of this sender, and some of others. */
  readonly from?: UserId | undefined;
  readonly limit: number;
}

interface Told {
  readonly oneOf: number;
  readonly ways: readonly NodeWay[];
  /** Nodes of an older version do not say. */
  readonly following?: readonly WatchedFor[];
}

/** So many messages of one id are told: who wants another one names its sender. */
const sameId = 10;

/**
 * The ways of messages as all nodes noted them. Times of one node compare to a tenth of a millisecond,
 * those of two nodes as well as their clocks agree, and a millisecond.
 */
export function consoleWays(options: ConsoleWaysOptions): ConsoleServices['ways'] {
  const { desk, ways, clock } = options;
  const finder = new WayFinder(options);
  const wall = new WallTime(clock);
  const ask = desk.question<Question, Told>('console-ways', (question) => ({
    oneOf: ways.oneOf,
    ways: toldWays(ways.newest(), question, wall.startedAt()),
    following: ways.following(),
  }));
  const merged = async (question: Question) => {
    const { all, missing } = await ask(question);
    const found = mergedWays(all.map(({ node, answer }) => ({ node, ways: answer.ways })));
    return { all, missing, found };
  };
  return {
    async list({ app, conversation, limit }): Promise<WaysAnswer> {
      const { all, missing, found } = await merged({ app, conversation, limit });
      return {
        ways: found.slice(0, limit).map(summaryOf),
        oneOf: Math.max(...all.map(({ answer }) => answer.oneOf)),
        following: followingOf(
          all.flatMap(({ answer }) => answer.following ?? []),
          clock.now(),
        ),
        missing,
      };
    },
    async get(id, { app, conversation, from }): Promise<WayAnswer | undefined> {
      const { missing, found } = await merged({ app, conversation, id, from, limit: sameId });
      const way = found.find((one) => (from ?? one.from) === one.from);
      const alike = found.filter((one) => one !== way).slice(0, sameId);
      const about = { alike: alike.map(summaryOf), missing };
      if (way !== undefined) return { ...wayOf(way), ...about };
      const stored = app && (await finder.find(app, id, { conversation, from }));
      return stored && { ...stored, followed: false, stations: [], ...about };
    },
    ...wayFollow(options),
  };
}

/** At most `limit` of those somebody asked for, as many others, and as many of other senders. */
function toldWays(all: Iterable<Way>, question: Question, startedAt: number): NodeWay[] {
  const { app, conversation, id, from, limit } = question;
  const told: NodeWay[] = [];
  const counts = new Map<string, number>();
  for (const way of all) {
    if (app !== undefined && way.app !== app) continue;
    if (conversation !== undefined && way.conversation !== conversation) continue;
    if (id !== undefined && wayIdOf(way) !== id) continue;
    const sort = `${way.isWatched} ${(from ?? way.from) === way.from}`;
    const count = counts.get(sort) ?? 0;
    if (count >= limit) continue;
    counts.set(sort, count + 1);
    told.push(toldWay(way, startedAt));
  }
  return told;
}

function wayOf(way: MergedWay) {
  const { epoch, syncId, stations } = way;
  const place = syncId > 0 ? { epoch, syncId } : {};
  return { ...summaryOf(way), followed: true, ...place, stations };
}

/** One of each, of nodes that know of different ends the latest. */
function followingOf(all: readonly WatchedFor[], now: number): Following[] {
  const byTarget = Map.groupBy(all, ({ app, conversation, from }) =>
    [app, conversation, from].join(' '),
  );
  const following = [...byTarget.values()].map((same): Following => {
    const { app, conversation, from } = same[0] as WatchedFor;
    const leftMs = Math.max(...same.map((one) => one.leftMs));
    return {
      app,
      ...(conversation !== undefined && { conversation }),
      ...(from !== undefined && { from }),
      until: Math.round(now + leftMs),
    };
  });
  return following.sort((a, b) => a.until - b.until);
}
