import { wireLimits } from '@eagre/protocol';

/** A message of recorded traffic: who wrote how much, and when. */
export interface TraceRow {
  offsetMs: number;
  author: string;
  bytes: number;
  /** Equal texts share one; undefined when the trace does not tell them apart. */
  text?: string;
}

/** The trace can't be used; the message names the line. */
export class TraceError extends Error {}

const columns = ['offsetMs', 'author', 'bytes'];
const authorName = /^[A-Za-z0-9_.@-]{1,60}$/;
/** Room for the JSON around a text within the limit of a body. */
const longestText = wireLimits.bodyBytes - 64;

/** Takes the lines of a trace one after another. The first that can't be right is named and ends it. */
export class TraceParser {
  readonly #path: string;
  #lines = 0;
  #rows = 0;
  #hasText = false;
  #lastMs = 0;
  /** The first empty line since the latest row: at the end of the file there may be some. */
  #emptyLine: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** A line, without its break; undefined for the header and for empty lines. */
  line(withReturn: string): TraceRow | undefined {
    const line = withReturn.endsWith('\r') ? withReturn.slice(0, -1) : withReturn;
    this.#lines += 1;
    if (this.#lines === 1) return this.#header(line);
    if (line === '') {
      this.#emptyLine ??= this.#lines;
      return undefined;
    }
    if (this.#emptyLine !== undefined) throw this.#tooFewColumns('', this.#emptyLine);
    this.#rows += 1;
    return this.#row(line);
  }

  /** Fails when there was nothing. */
  end(): void {
    if (this.#rows === 0) throw new TraceError(`${this.#path} has no rows`);
  }

  /** `trace.csv:12`, of the line that comes next. */
  get nextPlace(): string {
    return `${this.#path}:${this.#lines + 1}`;
  }

  #header(line: string): undefined {
    const names = line.split(',');
    if (names.slice(0, columns.length).join() !== columns.join()) {
      throw new TraceError(
        `${this.#path}:1 must start with the columns ${columns.join()}, not "${line.slice(0, 80)}"`,
      );
    }
    this.#hasText = names[columns.length] === 'text';
  }

  #row(line: string): TraceRow {
    const cells = line.split(',');
    if (cells.length < columns.length) throw this.#tooFewColumns(line, this.#lines);
    const [offset = '', author = '', size = '', text = ''] = cells;
    const where = `${this.#path}:${this.#lines}`;
    if (!authorName.test(author)) {
      throw new TraceError(
        `${where} author "${author.slice(0, 80)}" is no name: 1 to 60 letters, digits, _ . @ -`,
      );
    }
    const offsetMs = wholeNumber(offset, Number.MAX_SAFE_INTEGER, where, 'offsetMs');
    const bytes = wholeNumber(size, longestText, where, 'bytes');
    if (offsetMs < this.#lastMs) {
      throw new TraceError(
        `${where} offsetMs ${offsetMs} lies before ${this.#lastMs} of the line above: rows are in order of time`,
      );
    }
    this.#lastMs = offsetMs;
    return this.#hasText ? { offsetMs, author, bytes, text } : { offsetMs, author, bytes };
  }

  #tooFewColumns(line: string, number: number): TraceError {
    return new TraceError(
      `${this.#path}:${number} needs ${columns.length} columns (${columns.join()}): "${line.slice(0, 80)}"`,
    );
  }
}

const digits = /^\d+$/;

function wholeNumber(text: string, max: number, where: string, what: string): number {
  const value = Number(text);
  if (digits.test(text) && value <= max) return value;
  throw new TraceError(
    `${where} ${what} must be a whole number from 0 to ${max}, not "${text.slice(0, 80)}"`,
  );
}
