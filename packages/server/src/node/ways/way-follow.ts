import type { AppId, Clock } from '@eagre/protocol';
import type { FollowAnswer } from '../../console/contract.ts';
import type { ConsoleServices, WayTarget } from '../../console/deps.ts';
import type { Limits } from '../../limits.ts';
import type { WayBook } from '../../observability/way-book.ts';
import type { Watched } from '../../observability/way-watch.ts';
import { ServiceError } from '../../service-error.ts';
import type { ClusterDesk } from '../cluster-desk.ts';

export interface WayFollowOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly ways: Pick<WayBook, 'mayFollow' | 'follow' | 'unfollow'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Pick<Limits, 'waysWatched' | 'wayWatchMs'>;
}

interface Order {
  readonly what: Watched;
  /** 0 ends it. */
  readonly forMs: number;
}

/** Tells all nodes whose messages are to be followed, each of them. They forget it by themselves. */
export function wayFollow(
  options: WayFollowOptions,
): Pick<ConsoleServices['ways'], 'follow' | 'unfollow'> {
  const { desk, ways, clock, limits } = options;
  const tell = desk.question<Order, boolean>('console-follow', ({ what, forMs }) => {
    if (forMs > 0) return ways.follow(what, forMs);
    ways.unfollow(what);
    return true;
  });
  return {
    async follow(app, target): Promise<FollowAnswer> {
      const what = watchedOf(app, target);
      if (!ways.mayFollow(what)) {
        const text = `${limits.waysWatched} senders or conversations are followed already: end one of them`;
        throw new ServiceError('limit_exceeded', text, { field: 'follow' });
      }
      const forMs = limits.wayWatchMs;
      const { all, missing } = await tell({ what, forMs });
      const full = all.filter(({ answer }) => !answer).map(({ node }) => node);
      return { ...what, until: clock.now() + forMs, missing: [...missing, ...full] };
    },
    async unfollow(app, target): Promise<void> {
      await tell({ what: watchedOf(app, target), forMs: 0 });
    },
  };
}

function watchedOf(app: AppId, { conversation, from }: WayTarget) {
  return {
    app: app as string,
    ...(conversation !== undefined && { conversation: conversation as string }),
    ...(from !== undefined && { from: from as string }),
  };
}
