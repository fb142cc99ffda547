/** What a typed line asks for. */
export type Input =
  | { type: 'nothing' }
  | { type: 'say'; text: string }
  | { type: 'help' }
  | { type: 'who' }
  | { type: 'history'; count: number }
  | { type: 'recall'; syncId: number | undefined }
  | { type: 'personal'; user: string; text: string }
  | { type: 'dm'; user: string; text: string }
  | { type: 'list' }
  | { type: 'mute' }
  | { type: 'quit' }
  | { type: 'wrong'; message: string };

export const inputHelp = `\
/who                 members of this conversation
/history [N]         the N entries before the oldest one shown (20)
/recall [NUMBER]     take a message back: that one, or your last one
/personal USER TEXT  a message in this group that only USER sees
/dm USER TEXT        a direct message
/list                your conversations, with unread counts
/mute                mute or unmute this conversation
/quit                leave the program (not the group); Ctrl-C does the same
//TEXT               say a text that starts with a slash`;

const historyDefault = 20;
const historyMost = 200;

/** A line without a slash in front is a message. */
export function parseInput(line: string): Input {
  const text = line.trim();
  if (text === '') return { type: 'nothing' };
  if (text.startsWith('//')) return { type: 'say', text: text.slice(1) };
  if (!text.startsWith('/')) return { type: 'say', text };
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  return parseCommand(name, rest);
}

function parseCommand(name: string, rest: string): Input {
  switch (name) {
    case 'help':
    case 'who':
    case 'list':
    case 'mute':
    case 'quit':
      return rest === '' ? { type: name } : wrong(`/${name} takes nothing after it`);
    case 'history':
      return parseHistory(rest);
    case 'recall':
      return parseRecall(rest);
    case 'personal':
    case 'dm':
      return parseAddressed(name, rest);
    default:
      return wrong(`there is no /${name}; /help lists what there is`);
  }
}

function parseHistory(rest: string): Input {
  const count = rest === '' ? historyDefault : Number(rest);
  if (Number.isInteger(count) && count >= 1 && count <= historyMost) {
    return { type: 'history', count };
  }
  return wrong(`/history takes a number from 1 to ${historyMost}, not "${rest}"`);
}

function parseRecall(rest: string): Input {
  if (rest === '') return { type: 'recall', syncId: undefined };
  const syncId = Number(rest.replace(/^#/, ''));
  if (Number.isSafeInteger(syncId) && syncId >= 1) return { type: 'recall', syncId };
  return wrong(`/recall takes the number in front of a message, not "${rest}"`);
}

function parseAddressed(type: 'personal' | 'dm', rest: string): Input {
  const [, user, text] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
  if (user === undefined || text === undefined) return wrong(`/${type} takes a user and a text`);
  return { type, user, text };
}

function wrong(message: string): Input {
  return { type: 'wrong', message };
}
