/** What a person did at the keyboard. */
export type Key = { type: 'text'; text: string } | { type: 'key'; name: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'word-left'
  | 'word-right'
  | 'erase-word'
  | 'erase-start'
  | 'erase-end'
  | 'redraw'
  | 'interrupt'
  | 'end-of-input';

const controls: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
  '\x05': 'end',
  '\x06': 'right',
  '\x0b': 'erase-end',
  '\x0c': 'redraw',
  '\x0e': 'down',
  '\x10': 'up',
  '\x15': 'erase-start',
  '\x17': 'erase-word',
};

const escapes: Readonly<Record<string, KeyName>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  b: 'word-left',
  f: 'word-right',
  '\x7f': 'erase-word',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
const escapeSequence = /^\x1b(?:O(.)|(\[[0-9;?]*[@-~])|([^[O]))/s;
const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** An unfinished sequence longer than this is none: a paste of a book must not be held forever. */
const longestHeld = 1 << 20;

/**
 * Turns what a terminal in raw mode sends into keys. A sequence may be cut anywhere between two
 * chunks; the rest is held until it is complete.
 */
export class KeyReader {
  #held = '';

  read(chunk: string): Key[] {
    let rest = this.#held + chunk;
    this.#held = '';
    const keys: Key[] = [];
    while (rest !== '') {
      const step = nextKey(rest);
      if (step === undefined) {
        if (rest.length < longestHeld) this.#held = rest;
        break;
      }
      if (step.key !== undefined) keys.push(step.key);
      rest = rest.slice(step.length);
    }
    return keys;
  }
}

interface Step {
  length: number;
  /** Absent for a sequence that means nothing here. */
  key?: Key;
}

/** Undefined when the text ends inside a sequence. */
function nextKey(text: string): Step | undefined {
  if (text.startsWith('\x1b')) return nextEscape(text);
  const control = controls[text[0] ?? ''];
  if (control !== undefined) return { length: 1, key: { type: 'key', name: control } };
  if (isControl(text[0] ?? '')) return { length: 1 };
  let end = 1;
  while (end < text.length && !isControl(text[end] ?? '')) end += 1;
  return { length: end, key: { type: 'text', text: text.slice(0, end) } };
}

function nextEscape(text: string): Step | undefined {
  if (text.startsWith(pasteStart)) return nextPaste(text);
  const match = escapeSequence.exec(text);
  if (match === null) return undefined;
  const name = escapes[match[1] !== undefined ? `[${match[1]}` : (match[2] ?? match[3] ?? '')];
  const length = match[0].length;
  return name === undefined ? { length } : { length, key: { type: 'key', name } };
}

/** Pasted lines become one line: a paste must never send by itself. */
function nextPaste(text: string): Step | undefined {
  const end = text.indexOf(pasteEnd);
  if (end < 0) return undefined;
  const pasted = text.slice(pasteStart.length, end).replace(/\s*[\r\n]+\s*/g, ' ');
  const clean = [...pasted].filter((character) => !isControl(character)).join('');
  const length = end + pasteEnd.length;
  return clean === '' ? { length } : { length, key: { type: 'text', text: clean } };
}

function isControl(character: string): boolean {
  return character < ' ' || (character >= '\x7f' && character < '\xa0');
}
