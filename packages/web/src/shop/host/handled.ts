/** What a host does about a user. */
export const deeds = ['mute', 'muteLong', 'unmute', 'ban', 'unban'] as const;
export type Deed = (typeof deeds)[number];

/** Somebody whom this page has muted or put out, to take it back. */
export interface Handled {
  readonly user: string;
  readonly deed: Deed;
}

/** The server knows all of them; this list is for taking back what was done just now. */
const mostHandled = 20;

export function isDeed(text: string): text is Deed {
  return deeds.some((deed) => deed === text);
}

/** What may be done about somebody after what was done last. */
export function deedsOf(last: Deed | undefined): readonly Deed[] {
  if (last === 'ban') return ['unban'];
  return last === 'mute' || last === 'muteLong' ? ['unmute', 'ban'] : ['mute', 'muteLong', 'ban'];
}

/** Newest first; who may speak and come in again is not listed. */
export function handledAfter(
  before: readonly Handled[],
  user: string,
  deed: Deed,
): readonly Handled[] {
  const others = before.filter((one) => one.user !== user);
  const isOver = deed === 'unmute' || deed === 'unban';
  return isOver ? others : [{ user, deed }, ...others].slice(0, mostHandled);
}
