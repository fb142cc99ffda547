import type { Key, KeyName } from './keys.ts';

/** The line being typed. `cursor` is an index into `text`, always between two graphemes. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

/** What a key led to, beside a changed line. */
export type LineEvent =
  | { type: 'none' }
  | { type: 'submit'; text: string }
  | { type: 'interrupt' }
  | { type: 'end' }
  | { type: 'redraw' };

const emptyLine: Line = { text: '', cursor: 0 };
const none: LineEvent = { type: 'none' };
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Lines kept for the up key. */
const historyLength = 100;

/** A one-line editor with history. It knows no terminal: keys go in, a line and events come out. */
export class LineEditor {
  #line: Line = emptyLine;
  #history: string[] = [];
  /** Index into the history; its length stands for the line being typed. */
  #at = 0;
  #draft = '';

  get line(): Line {
    return this.#line;
  }

  press(key: Key): LineEvent {
    if (key.type === 'text') {
      this.#line = insert(this.#line, key.text);
      return none;
    }
    return this.#command(key.name);
  }

  #command(name: KeyName): LineEvent {
    switch (name) {
      case 'enter':
        return this.#submit();
      case 'interrupt':
        return this.#clearOr({ type: 'interrupt' });
      case 'end-of-input':
        return this.#line.text === '' ? { type: 'end' } : this.#edit('delete');
      case 'redraw':
        return { type: 'redraw' };
      case 'up':
        return this.#recall(this.#at - 1);
      case 'down':
        return this.#recall(this.#at + 1);
      case 'tab':
        return none;
      default:
        return this.#edit(name);
    }
  }

  #edit(name: EditName): LineEvent {
    this.#line = edits[name](this.#line);
    return none;
  }

  #submit(): LineEvent {
    const text = this.#line.text;
    this.#line = emptyLine;
    this.#draft = '';
    if (text.trim() !== '' && this.#history.at(-1) !== text) {
      this.#history = [...this.#history, text].slice(-historyLength);
    }
    this.#at = this.#history.length;
    return { type: 'submit', text };
  }

  /** The first interrupt clears what was typed, the next one leaves. */
  #clearOr(event: LineEvent): LineEvent {
    if (this.#line.text === '') return event;
    this.#line = emptyLine;
    this.#at = this.#history.length;
    return none;
  }

  #recall(at: number): LineEvent {
    if (at < 0 || at > this.#history.length) return none;
    if (this.#at === this.#history.length) this.#draft = this.#line.text;
    const text = this.#history[at] ?? this.#draft;
    this.#at = at;
    this.#line = { text, cursor: text.length };
    return none;
  }
}

type EditName = Exclude<
  KeyName,
  'enter' | 'interrupt' | 'end-of-input' | 'redraw' | 'up' | 'down' | 'tab'
>;

const edits: Readonly<Record<EditName, (line: Line) => Line>> = {
  left: (line) => ({ ...line, cursor: before(line) }),
  right: (line) => ({ ...line, cursor: after(line) }),
  home: (line) => ({ ...line, cursor: 0 }),
  end: (line) => ({ ...line, cursor: line.text.length }),
  'word-left': (line) => ({ ...line, cursor: wordStart(line) }),
  'word-right': (line) => ({ ...line, cursor: wordEnd(line) }),
  backspace: (line) => cut(line, before(line), line.cursor),
  delete: (line) => cut(line, line.cursor, after(line)),
  'erase-word': (line) => cut(line, wordStart(line), line.cursor),
  'erase-start': (line) => cut(line, 0, line.cursor),
  'erase-end': (line) => cut(line, line.cursor, line.text.length),
};

function insert({ text, cursor }: Line, added: string): Line {
  return {
    text: text.slice(0, cursor) + added + text.slice(cursor),
    cursor: cursor + added.length,
  };
}

function cut({ text }: Line, from: number, to: number): Line {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

function before({ text, cursor }: Line): number {
  const last = [...graphemes.segment(text.slice(0, cursor))].at(-1);
  return last?.index ?? 0;
}

function after({ text, cursor }: Line): number {
  const [first] = graphemes.segment(text.slice(cursor));
  return cursor + (first?.segment.length ?? 0);
}

function wordStart({ text, cursor }: Line): number {
  return text.slice(0, cursor).replace(/\S*\s*$/, '').length;
}

function wordEnd({ text, cursor }: Line): number {
  return cursor + (/^\s*\S*/.exec(text.slice(cursor))?.[0].length ?? 0);
}
