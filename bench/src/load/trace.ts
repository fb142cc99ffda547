import { readFileSync } from 'node:fs';
import { wireLimits } from '@eagre/protocol';

/** A message of recorded traffic: who wrote how much, and when. */
export interface TraceRow {
  offsetMs: number;
  author: string;
  bytes: number;
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

/** `offsetMs,author,bytes` with a header; more columns are left aside. Offsets never decrease. */
export function parseTrace(text: string, path: string): TraceRow[] {
  const [header = '', ...lines] = text.replace(/\r/g, '').split('\n');
  const named = header.split(',').slice(0, columns.length);
  if (named.join() !== columns.join()) {
    throw new TraceError(
      `${path}:1 must start with the columns ${columns.join()}, not "${header}"`,
    );
  }
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new TraceError(`${path} has no rows`);
  const rows: TraceRow[] = [];
  for (const [i, line] of lines.entries()) {
    const row = parseRow(line, `${path}:${i + 2}`);
    const before = rows.at(-1)?.offsetMs ?? 0;
    if (row.offsetMs < before) {
      throw new TraceError(`${path}:${i + 2} offsetMs ${row.offsetMs} lies before ${before}`);
    }
    rows.push(row);
  }
  return rows;
}

function parseRow(line: string, where: string): TraceRow {
  const [offset = '', author = '', size = ''] = line.split(',');
  if (line.split(',').length < columns.length) {
    throw new TraceError(`${where} needs ${columns.length} columns: "${line}"`);
  }
  if (!authorName.test(author)) throw new TraceError(`${where} author "${author}" is no name`);
  const offsetMs = wholeNumber(offset, Number.MAX_SAFE_INTEGER, `${where} offsetMs`);
  return { offsetMs, author, bytes: wholeNumber(size, longestText, `${where} bytes`) };
}

function wholeNumber(text: string, max: number, what: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new TraceError(`${what} must be a whole number from 0 to ${max}, not "${text}"`);
}
