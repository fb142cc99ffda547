import type { AppId, UserId } from '@eagre/protocol';
import { type UserKey, userKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';

/**
 * How many conversations each user is in, so that the limit can be held without reading a user's
 * whole list at every invitation. Counted once and kept up by this node's own commits. Other nodes'
 * commits are missed until the user is counted again: the limit bounds the cost of a connect, it is
 * no invariant.
 */
export class MembershipCounts {
  readonly #timeline: Pick<Timeline, 'memberships'>;
  readonly #most: number;
  readonly #remembered: number;
  readonly #counts = new Map<UserKey, Promise<number>>();

  /** `most`: conversations of one user; `remembered`: users whose count is kept. */
  constructor(timeline: Pick<Timeline, 'memberships'>, most: number, remembered: number) {
    this.#timeline = timeline;
    this.#most = most;
    this.#remembered = remembered;
  }

  /** Refuses with `limit_exceeded` when one of the users can't be in one more conversation. */
  async requireRoom(app: AppId, users: readonly UserId[], field: string): Promise<void> {
    const counts = await Promise.all(users.map((user) => this.#count(userKey(app, user))));
    const at = counts.findIndex((count) => count >= this.#most);
    if (at < 0) return;
    throw new ServiceError(
      'limit_exceeded',
      `user ${users[at]} is in ${this.#most} conversations, the most a user may be in`,
      { field },
    );
  }

  changed(app: AppId, users: readonly UserId[], by: 1 | -1): void {
    for (const user of users) {
      const key = userKey(app, user);
      const count = this.#counts.get(key);
      if (count === undefined) continue;
      const changed = count.then((number) => number + by);
      this.#keep(key, changed);
    }
  }

  #count(key: UserKey): Promise<number> {
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = this.#timeline.memberships(key).then((all) => all.length);
    this.#keep(key, count);
    return count;
  }

  #keep(key: UserKey, count: Promise<number>): void {
    this.#counts.delete(key);
    this.#counts.set(key, count);
    count.catch(() => {
      if (this.#counts.get(key) === count) this.#counts.delete(key);
    });
    if (this.#counts.size <= this.#remembered) return;
    const oldest = this.#counts.keys().next().value;
    if (oldest !== undefined) this.#counts.delete(oldest);
  }
}
