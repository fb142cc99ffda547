import type { RoomJoinsEvent } from '@eagre/client';

/** Who came in since the last line about it. */
export interface Arrivals {
  readonly names: readonly string[];
  /** Besides those with a name. */
  readonly others: number;
}

export const noArrivals: Arrivals = { names: [], others: 0 };

/** Names that fit into one line of a phone. */
const mostNames = 2;

export function arrived(
  before: Arrivals,
  { users, more }: Pick<RoomJoinsEvent, 'users' | 'more'>,
  self: string,
): Arrivals {
  const news = users.filter((user) => user !== self && !before.names.includes(user as string));
  const names = [...before.names, ...news].slice(0, mostNames);
  const unnamed = before.names.length + news.length - names.length;
  return { names, others: before.others + unnamed + more };
}
