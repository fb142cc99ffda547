import type { EagreClient, EagreMembersEvent } from '@eagre/client';
import { useClient } from '@eagre/client/react';
import i18next from 'i18next';
import { useEffect } from 'react';
import { groupName, isGroup } from './names.ts';
import { pageMembers } from './talk/use-members.ts';

/** Whoever came longer ago has found the way without us: an owner who was away greets nobody late. ms. */
const lateMs = 60_000;
/** A whole crowd that is invited at once is not greeted one by one. */
const mostNewcomers = 5;

/** Clients that greet already: once for each, wherever it is asked for. */
const greeting = new WeakSet<EagreClient>();

/**
 * As long as the owner of a group has the page open, each newcomer gets a personal welcome: a message
 * that nobody else sees.
 */
export function useWelcomes(): void {
  const client = useClient();
  useEffect(() => {
    if (greeting.has(client)) return;
    greeting.add(client);
    // Ends with the client.
    client.on('members', (event) => {
      const users = newcomers(event, client.user, client.clock.now());
      if (users.length > 0) void welcome(client, event.conversation, users);
    });
  }, [client]);
}

/** Who of a members entry is to be greeted; nobody unless they came just now. */
export function newcomers(
  { conversation, at, joined = [] }: Pick<EagreMembersEvent, 'conversation' | 'at' | 'joined'>,
  me: string,
  now: number,
): readonly string[] {
  if (!isGroup(conversation) || now - at > lateMs) return [];
  const others = joined.filter((user) => user !== me);
  return others.length <= mostNewcomers ? others : [];
}

async function welcome(client: EagreClient, id: string, users: readonly string[]): Promise<void> {
  try {
    if (!(await owns(client, id))) return;
    const conversation = client.conversation(id);
    for (const user of users) {
      await conversation.sendPersonal(user, i18next.t('chats.welcome', { who: user }));
    }
  } catch {
    // A greeting that does not arrive is missed by nobody.
  }
}

/** Of a group with more members than one answer holds it may not be known: then nobody is greeted. */
async function owns(client: EagreClient, id: string): Promise<boolean> {
  const { members } = await client.groups.members(groupName(id), { limit: pageMembers });
  return members.some(({ user, role }) => user === client.user && role === 'owner');
}
