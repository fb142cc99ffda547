import { createReadStream } from 'node:fs';
import { unreadable } from './trace.ts';
import { TraceError, TraceParser, type TraceRow } from './trace-parser.ts';

const chunkBytes = 128 * 1024;
/** A line is four short columns: what is longer is no such file. */
const longestLine = 4096;

/**
 * The rows of a trace, however long it is: so many at a time as are in a piece of the file.
 * @throws TraceError for what can't be right, at the latest before the rows after it
 */
export async function* traceBatches(path: string): AsyncGenerator<TraceRow[]> {
  const parser = new TraceParser(path);
  let rest = '';
  for await (const chunk of chunksOf(path)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const rows = rowsOf(lines, parser);
    if (rest.length > longestLine) {
      throw new TraceError(
        `${parser.nextPlace} is longer than ${longestLine} characters: a line is offsetMs,author,bytes`,
      );
    }
    if (rows.length > 0) yield rows;
  }
  const last = rowsOf([rest], parser);
  parser.end();
  if (last.length > 0) yield last;
}

async function* chunksOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path, { encoding: 'utf8', highWaterMark: chunkBytes });
  try {
    for await (const chunk of file) yield chunk as string;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
  }
}

function rowsOf(lines: readonly string[], parser: TraceParser): TraceRow[] {
  const rows: TraceRow[] = [];
  for (const line of lines) {
    const row = parser.line(line);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}
