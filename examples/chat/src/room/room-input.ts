/** What a line typed in a room asks for. */
export type RoomInput =
  | { type: 'nothing' }
  | { type: 'say'; text: string }
  | { type: 'help' | 'quit' | 'who' | 'room' }
  | { type: 'like'; count: number }
  | { type: 'hop'; room: string }
  | { type: 'card'; title: string; price: number | undefined }
  | { type: 'notice'; text: string }
  | { type: 'countdown' | 'spread'; seconds: number; text: string }
  | { type: 'pin'; item: string | undefined }
  | { type: 'mute'; user: string; minutes: number | undefined }
  | { type: 'unmute'; user: string }
  | { type: 'slow'; seconds: number }
  | { type: 'wrong'; message: string };

export const roomHelp = `\
Tab, or /like [N]        a like, or N of them
/who                     who is here
/room                    how the room stands: counters, state, rules
/hop ROOM                go to another room
/quit                    leave; Ctrl-C does the same
//TEXT                   say a text that starts with a slash
for the host and staff, whose words everybody gets:
/card TITLE [PRICE]      show an item card
/notice TEXT             a notice
/pin [ITEM]              pin an item, or none
/countdown SECONDS TEXT  a notice that opens everywhere at the same instant
/spread SECONDS TEXT     a notice that reaches each device at a moment of its own
/mute USER [MINUTES]     no words from USER, for so long or until /unmute USER
/slow SECONDS            slow mode: one message of a viewer in so long; 0 ends it`;

const mostSeconds = 3600;

/** A line without a slash in front is said. */
export function parseRoomInput(line: string): RoomInput {
  const text = line.trim();
  if (text === '') return { type: 'nothing' };
  if (text.startsWith('//')) return { type: 'say', text: text.slice(1) };
  if (!text.startsWith('/')) return { type: 'say', text };
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  return parse?.(rest) ?? wrong(`there is no /${name}; /help lists what there is`);
}

const parsers: Readonly<Record<string, (rest: string) => RoomInput>> = {
  help: alone('help'),
  quit: alone('quit'),
  who: alone('who'),
  room: alone('room'),
  like: (rest) => {
    const count = rest === '' ? 1 : numberIn(rest, 1, 1000);
    return count === undefined
      ? wrong('/like takes a number from 1 to 1000')
      : { type: 'like', count };
  },
  hop: (rest) =>
    /^\S+$/.test(rest) ? { type: 'hop', room: rest } : wrong('/hop takes the name of a room'),
  card: parseCard,
  notice: (rest) => (rest === '' ? wrong('/notice takes a text') : { type: 'notice', text: rest }),
  countdown: timed('countdown'),
  spread: timed('spread'),
  pin: (rest) => ({ type: 'pin', item: rest === '' ? undefined : rest }),
  mute: parseMute,
  unmute: (rest) =>
    /^\S+$/.test(rest) ? { type: 'unmute', user: rest } : wrong('/unmute takes a user'),
  slow: (rest) => {
    const seconds = numberIn(rest, 0, mostSeconds);
    return seconds === undefined
      ? wrong(`/slow takes seconds, 0 to ${mostSeconds}`)
      : { type: 'slow', seconds };
  },
};

function alone(type: 'help' | 'quit' | 'who' | 'room') {
  return (rest: string): RoomInput =>
    rest === '' ? { type } : wrong(`/${type} takes nothing after it`);
}

function timed(type: 'countdown' | 'spread') {
  return (rest: string): RoomInput => {
    const [, digits = '', text] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
    const seconds = numberIn(digits, 1, mostSeconds);
    return seconds === undefined || text === undefined
      ? wrong(`/${type} takes seconds, 1 to ${mostSeconds}, and a text`)
      : { type, seconds, text };
  };
}

/** A price stands at the end and looks like one: 19, 19.9 or 19.90. In hundredths. */
function parseCard(rest: string): RoomInput {
  if (rest === '') return wrong('/card takes a title');
  const [, title, whole, part = ''] = /^([\s\S]*\S)\s+(\d{1,9})(?:\.(\d{1,2}))?$/.exec(rest) ?? [];
  if (title === undefined) return { type: 'card', title: rest, price: undefined };
  return { type: 'card', title, price: Number(whole) * 100 + Number(part.padEnd(2, '0')) };
}

function parseMute(rest: string): RoomInput {
  const [user, digits, ...others] = rest.split(/\s+/);
  const minutes = digits === undefined ? undefined : numberIn(digits, 1, 60 * 24 * 30);
  const isWrong = !user || others.length > 0 || (digits !== undefined && minutes === undefined);
  return isWrong
    ? wrong('/mute takes a user, and for how many minutes')
    : { type: 'mute', user, minutes };
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
}

function wrong(message: string): RoomInput {
  return { type: 'wrong', message };
}
