import { parseArgs } from 'node:util';
import {
  type ConversationId,
  conversationId,
  directOf,
  groupOf,
  roomOf,
  userId,
} from '@eagre/protocol';

export interface ChatOptions {
  user: string;
  conversation: ConversationId;
  /** Base address of the server, without a slash at the end. */
  url: string;
  /** Where the token comes from. */
  access: { type: 'dev' } | { type: 'token'; token: string } | { type: 'key'; key: string };
  /** Folder for positions; default: the user's state directory. */
  state?: string;
  plain: boolean;
  /** To be made the host of the room first. */
  host: boolean;
}

export type ParsedOptions =
  | { type: 'run'; options: ChatOptions }
  | { type: 'help' }
  | { type: 'wrong'; message: string };

export const usage = `\
A terminal chat on Eagre.

  npm run chat -- --user NAME --group NAME     talk in a group (made if there is none)
  npm run chat -- --user NAME --direct USER    talk to one user
  npm run chat -- --user NAME --room NAME      watch a live room

  --user NAME     who you are
  --group NAME    a group; open ones may be joined by anyone
  --direct USER   a direct conversation
  --room NAME     a live room; anyone may come in
  --host          be the room's host (needs a development server, or --key)
  --url URL       the server (default http://127.0.0.1:7070, or EAGRE_URL)
  --token TOKEN   a token of your own (or EAGRE_TOKEN)
  --key KEY       an app key to get a token with (or EAGRE_KEY)
                  with neither, a development server is asked for a token
  --state DIR     where positions are kept (default: your state directory)
  --plain         one line in, one line out; the default when not on a terminal
  --help          this text

Inside, /help lists the commands.`;

const defaultUrl = 'http://127.0.0.1:7070';

type Environment = Readonly<Record<string, string | undefined>>;

export function parseOptions(args: readonly string[], env: Environment): ParsedOptions {
  try {
    return parseChecked(args, env);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function parseChecked(args: readonly string[], env: Environment): ParsedOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      user: { type: 'string' },
      group: { type: 'string' },
      direct: { type: 'string' },
      room: { type: 'string' },
      host: { type: 'boolean', default: false },
      url: { type: 'string' },
      token: { type: 'string' },
      key: { type: 'string' },
      state: { type: 'string' },
      plain: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { type: 'help' };
  const user = userId.safeParse(values.user ?? '');
  if (!user.success) return wrong(`--user ${user.error.issues[0]?.message}`);
  const conversation = conversationOf(user.data, values);
  if (typeof conversation !== 'string') return conversation;
  const url = checkedUrl(values.url ?? env['EAGRE_URL'] ?? defaultUrl);
  const state = values.state === undefined ? {} : { state: values.state };
  const access = accessOf(values.token ?? env['EAGRE_TOKEN'], values.key ?? env['EAGRE_KEY']);
  const { plain, host } = values;
  if (host && values.room === undefined) return wrong('--host goes with --room');
  if (host && access.type === 'token') {
    return wrong('--host takes --key, or a development server and no token');
  }
  const options = { user: user.data, conversation, url, access, plain, host, ...state };
  return { type: 'run', options };
}

interface Where {
  group?: string | undefined;
  direct?: string | undefined;
  room?: string | undefined;
}

function conversationOf(
  user: string,
  { group, direct, room }: Where,
): ConversationId | ParsedOptions {
  const named = [group, direct, room].filter((name) => name !== undefined);
  if (named.length > 1) return wrong('--group, --direct or --room, only one of them');
  if (group !== undefined) return checkedConversation(groupOf(group.replace(/^group:/, '')));
  if (room !== undefined) return checkedConversation(roomOf(room.replace(/^room:/, '')));
  if (direct === undefined) return wrong('--group, --direct or --room says where to talk');
  if (direct === user) return wrong('--direct takes another user than --user');
  return checkedConversation(directOf(user, direct));
}

function checkedConversation(id: ConversationId): ConversationId | ParsedOptions {
  const parsed = conversationId.safeParse(id);
  return parsed.success
    ? parsed.data
    : wrong('names are 1 to 64 characters of A-Z a-z 0-9 _ . @ -');
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error(`--url takes an http or https address, not "${text}"`);
  }
  return url.href.replace(/\/+$/, '');
}

function accessOf(token: string | undefined, key: string | undefined): ChatOptions['access'] {
  if (token !== undefined) return { type: 'token', token };
  return key === undefined ? { type: 'dev' } : { type: 'key', key };
}

function wrong(message: string): ParsedOptions {
  return { type: 'wrong', message };
}
