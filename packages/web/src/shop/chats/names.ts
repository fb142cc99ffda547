import { kindOf, usersOfDirect } from '@eagre/protocol/names';
import { currentLanguage } from '../../common/i18n.ts';
import { chats } from '../texts/chats.ts';
import { lobby } from './lobby.ts';

/** `id` is the id of a conversation, as the protocol writes it: `group:lobby`, `direct:ann:bob`. */
type AnyId = Parameters<typeof kindOf>[0];

export function isGroup(id: string): boolean {
  return kindOf(id as AnyId) === 'group';
}

/** `lobby` of `group:lobby`. */
export function groupName(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** The other side of a direct conversation; a talk with oneself has oneself there. */
export function friendOf(id: string, me: string): string | undefined {
  const users = usersOfDirect(id as AnyId);
  return users && (users[0] === me ? users[1] : users[0]);
}

/** What a conversation is called in a list and over its messages. */
export function titleOf(id: string, name: string | undefined, me: string): string {
  // The lobby is made by whoever comes first, in whatever language.
  if (groupName(id) === lobby && name === chats.en.lobbyTitle) {
    return chats[currentLanguage()].lobbyTitle;
  }
  return friendOf(id, me) ?? name ?? groupName(id);
}

const userPattern = /^[A-Za-z0-9_.@-]{1,64}$/;

export function isUserId(text: string): boolean {
  return userPattern.test(text);
}

/** Ids as a person types them, parted by commas, spaces or lines; each once. */
export function splitUsers(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter((part) => part !== ''))];
}
