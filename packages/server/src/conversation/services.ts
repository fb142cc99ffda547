import type { Clock } from '@eagre/protocol';
import type { Bus, ClusterBus } from '../bus/bus.ts';
import type { Limits } from '../limits.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { Activity } from './activity.ts';
import { ConversationCache } from './conversation-cache.ts';
import { ConversationNews, clusterDoubt } from './conversation-news.ts';
import { GroupMembers } from './group-members.ts';
import { GroupRoles } from './group-roles.ts';
import { Groups } from './groups.ts';
import { History } from './history.ts';
import { MembershipCounts } from './membership-counts.ts';
import { PlannedCommits } from './planned-commits.ts';
import { ReadMarks } from './read-marks.ts';
import { Reads } from './reads.ts';
import { Recalls } from './recall.ts';
import { Sender } from './send.ts';
import { Settings } from './settings.ts';
import { Summaries } from './summaries.ts';
import { ModeSwitcher } from './switch-mode.ts';
import { Typing } from './typing.ts';

export interface ConversationOptions {
  /** With the tail cache round it: reads of queues in use should cost no read of the store. */
  timeline: Timeline;
  bus: Pick<Bus, 'publish'>;
  /** Where other nodes write to the same store: how they are told, and this node's name among them. */
  cluster?: { bus: ClusterBus; node: string };
  clock: Clock;
  limits: Limits;
  /** Told of what failed in the background; it is tried again. */
  report: (error: unknown, what: string) => void;
}

/** The conversation station of a node: what device commands and the HTTP API both call. */
export interface ConversationServices {
  readonly timeline: Timeline;
  readonly cache: ConversationCache;
  readonly sender: Sender;
  readonly groups: Groups;
  readonly groupMembers: GroupMembers;
  readonly groupRoles: GroupRoles;
  readonly reads: Reads;
  readonly readMarks: ReadMarks;
  readonly recalls: Recalls;
  readonly typing: Typing;
  readonly settings: Settings;
  readonly summaries: Summaries;
  readonly history: History;
  readonly switcher: ModeSwitcher;
  /** Stops the timers. */
  close(): void;
}

export function createConversationServices(options: ConversationOptions): ConversationServices {
  const { timeline, bus, clock, limits } = options;
  const others = options.cluster && { ...options.cluster, clock, limits };
  const cache = new ConversationCache(
    timeline,
    limits.cachedMembers,
    others && clusterDoubt(others),
  );
  const news = others && new ConversationNews(others, cache);
  const commits = new PlannedCommits(timeline, cache, limits.conflictRetries, (conversation) =>
    news?.changed(conversation),
  );
  const counts = new MembershipCounts(timeline, limits.conversationsPerUser, limits.countedUsers);
  const activity = new Activity(clock, limits.activeConversations);
  const switcher = new ModeSwitcher({
    commits,
    cache,
    activity,
    timeline,
    clock,
    limits,
    report: (error, key) => options.report(error, `switch of the fan-out mode of ${key}`),
  });
  const groups = { timeline, cache, commits, counts, clock, limits };
  return {
    timeline,
    cache,
    sender: new Sender({ cache, commits, counts, switcher, clock }),
    groups: new Groups(groups),
    groupMembers: new GroupMembers(groups),
    groupRoles: new GroupRoles(groups),
    reads: new Reads({ timeline, cache, bus }, limits.rememberedReads),
    readMarks: new ReadMarks({ timeline, cache, limits }),
    recalls: new Recalls({ timeline, cache, commits, clock, limits }),
    typing: new Typing({ cache, bus, clock, limits }),
    settings: new Settings({ commits, clock }),
    summaries: new Summaries(timeline, limits),
    history: new History({ timeline, cache, limits }),
    switcher,
    close: () => {
      switcher.close();
      news?.close();
    },
  };
}
