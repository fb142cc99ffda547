import { readFileSync } from 'node:fs';
import { wireLimits } from '@eagre/protocol';
import { UsageError } from '../cli/usage-error.ts';

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

export function readTrace(path: string): TraceRow[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TraceError(
      `${path} can't be read: ${error instanceof Error ? error.message : error}`,
    );
  }
  return parseTrace(text, path);
}

/**
 * `offsetMs,author,bytes` with a header, perhaps `text` as the fourth; more columns are left aside.
 * Offsets never decrease.
 */
export function parseTrace(text: string, path: string): TraceRow[] {
  const [header = '', ...lines] = text.replace(/\r/g, '').split('\n');
  const named = header.split(',').slice(0, columns.length);
  if (named.join() !== columns.join()) {
    throw new TraceError(
      `${path}:1 must start with the columns ${columns.join()}, not "${header}"`,
    );
  }
  const hasText = header.split(',')[columns.length] === 'text';
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new TraceError(`${path} has no rows`);
  const rows: TraceRow[] = [];
  for (const [i, line] of lines.entries()) {
    const row = parseRow(line, hasText, `${path}:${i + 2}`);
    const before = rows.at(-1)?.offsetMs ?? 0;
    if (row.offsetMs < before) {
      throw new TraceError(`${path}:${i + 2} offsetMs ${row.offsetMs} lies before ${before}`);
    }
    rows.push(row);
  }
  return rows;
}

function parseRow(line: string, hasText: boolean, where: string): TraceRow {
  const [offset = '', author = '', size = '', text = ''] = line.split(',');
  if (line.split(',').length < columns.length) {
    throw new TraceError(`${where} needs ${columns.length} columns: "${line}"`);
  }
  if (!authorName.test(author)) throw new TraceError(`${where} author "${author}" is no name`);
  const offsetMs = wholeNumber(offset, Number.MAX_SAFE_INTEGER, `${where} offsetMs`);
  const bytes = wholeNumber(size, longestText, `${where} bytes`);
  return { offsetMs, author, bytes, ...(hasText ? { text } : {}) };
}

/** As `readTrace`, for a file that a user named: what is wrong with it is an error of usage. */
export function traceOf(path: string): TraceRow[] {
  try {
    return readTrace(path);
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(error.message);
    throw error;
  }
}

/** The part of a trace, so long at most, in which most is said. Offsets start at 0 again. */
export function busiest(rows: readonly TraceRow[], ms: number): TraceRow[] {
  let best = { from: 0, to: 0 };
  let from = 0;
  for (let to = 1; to <= rows.length; to += 1) {
    const last = (rows[to - 1] as TraceRow).offsetMs;
    while (last - (rows[from] as TraceRow).offsetMs > ms) from += 1;
    if (to - from > best.to - best.from) best = { from, to };
  }
  const start = rows[best.from]?.offsetMs ?? 0;
  return rows.slice(best.from, best.to).map((row) => ({ ...row, offsetMs: row.offsetMs - start }));
}

function wholeNumber(text: string, max: number, what: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new TraceError(`${what} must be a whole number from 0 to ${max}, not "${text}"`);
}
