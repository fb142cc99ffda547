import type { Translate } from './words.ts';

/** Names told one by one; the others are counted. */
const mostNames = 3;

/** Who came or went, as one sentence. `by` is who did it: the person itself, or whoever invited. */
export interface Change {
  readonly by: string;
  readonly joined?: readonly string[] | undefined;
  readonly left?: readonly string[] | undefined;
}

export function membersWords({ by, joined, left }: Change, me: string, t: Translate): string {
  if (joined?.length) return changeWords('joined', 'added', by, joined, me, t);
  return left?.length ? changeWords('left', 'removed', by, left, me, t) : '';
}

export function infoWords(
  { by, name }: { by: string; name?: string | undefined },
  me: string,
  t: Translate,
): string {
  const who = actorOf(by, me, t);
  return name === undefined
    ? t('chats.events.changed', { who })
    : t('chats.events.named', { who, name });
}

export function recalledWords(from: string, me: string, t: Translate): string {
  return t('chats.events.recalled', { who: actorOf(from, me, t) });
}

export function nameOf(user: string, me: string, t: Translate): string {
  return user === me ? t('chats.you') : user;
}

/** The subject of a sentence: some languages write it large. */
function actorOf(user: string, me: string, t: Translate): string {
  return user === me ? t('chats.events.youFirst') : user;
}

function changeWords(
  byThemselves: string,
  byOther: string,
  by: string,
  users: readonly string[],
  me: string,
  t: Translate,
): string {
  const actor = actorOf(by, me, t);
  // Whoever makes a group comes in with the others.
  const others = users.filter((user) => user !== by);
  return others.length === 0
    ? t(`chats.events.${byThemselves}`, { who: actor })
    : t(`chats.events.${byOther}`, { who: namesOf(others, me, t), by: actor });
}

function namesOf(users: readonly string[], me: string, t: Translate): string {
  const named = users
    .slice(0, mostNames)
    .map((user) => (user === me ? t('chats.events.you') : user));
  const names = named.join(t('chats.events.comma'));
  const others = users.length - named.length;
  return others > 0 ? t('chats.events.andOthers', { names, others }) : names;
}
