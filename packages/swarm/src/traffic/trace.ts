import { readFileSync } from 'node:fs';
import { UsageError } from '../cli/usage-error.ts';
import { TraceError, TraceParser, type TraceRow } from './trace-parser.ts';

export { TraceError, type TraceRow } from './trace-parser.ts';

export function readTrace(path: string): TraceRow[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
  return parseTrace(text, path);
}

/**
 * `offsetMs,author,bytes` with a header, perhaps `text` as the fourth; more columns are left aside.
 * Offsets never decrease.
 */
export function parseTrace(text: string, path: string): TraceRow[] {
  const parser = new TraceParser(path);
  const rows: TraceRow[] = [];
  for (const line of text.split('\n')) {
    const row = parser.line(line);
    if (row !== undefined) rows.push(row);
  }
  parser.end();
  return rows;
}

/** As `readTrace`, for a file that a user named: what is wrong with it is an error of usage. */
export function traceOf(path: string): TraceRow[] {
  try {
    return readTrace(path);
  } catch (error) {
    throw asUsageError(error);
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

/** A trace that can't be used is the mistake of whoever named it; anything else stays as it is. */
export function asUsageError(error: unknown): unknown {
  return error instanceof TraceError ? new UsageError(error.message) : error;
}

export function unreadable(path: string, error: unknown): TraceError {
  return new TraceError(`${path} can't be read: ${error instanceof Error ? error.message : error}`);
}
