import type { BusMessage } from '../bus.ts';
import { readEntries, writeEntries } from './codec-entries.ts';
import { readPlain } from './codec-plain.ts';
import { readRoom, writeRoom } from './codec-room.ts';

/**
 * A message is one text: a digit for the version, a letter for the form, and what the form says.
 * A new form, or a new version of one, is new to older nodes of a roll: they drop it and count it.
 */
const version = '1';
const forms = { entries: 'e', room: 'r', plain: 'p' } as const;

/** Why a message of others was not understood; `version` and `type` come from newer nodes. */
export type Unreadable = 'version' | 'type' | 'malformed';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a message; undefined for one that is never said between nodes. */
export function encodeMessage(message: BusMessage): Uint8Array | undefined {
  const text = textOf(message);
  return text === undefined ? undefined : encoder.encode(version + text);
}

/** The message of these bytes, or why there is none. Never throws. */
export function decodeMessage(bytes: Uint8Array): BusMessage | Unreadable {
  const text = decoder.decode(bytes);
  if (text.length < 2) return 'malformed';
  if (text[0] !== version) return 'version';
  try {
    switch (text[1]) {
      case forms.entries:
        return readEntries(text, 2) ?? 'malformed';
      case forms.room:
        return readRoom(text, 2) ?? 'malformed';
      case forms.plain:
        return readPlain(text.slice(2));
      default:
        return 'type';
    }
  } catch {
    return 'malformed';
  }
}

function textOf(message: BusMessage): string | undefined {
  switch (message.type) {
    case 'entries':
      return forms.entries + writeEntries(message.entries);
    case 'room':
      return forms.room + writeRoom(message);
    case 'head':
      return undefined;
    default:
      return forms.plain + JSON.stringify(message);
  }
}
