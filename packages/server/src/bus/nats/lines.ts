/**
 * The lines of a text from `from` on. JSON texts hold no line break of their own, so that many of
 * them travel as lines, without being made into strings of JSON once more.
 */
export function linesFrom(text: string, from: number): string[] {
  const lines: string[] = [];
  let start = from;
  for (;;) {
    const end = text.indexOf('\n', start);
    if (end < 0) {
      lines.push(text.slice(start));
      return lines;
    }
    lines.push(text.slice(start, end));
    start = end + 1;
  }
}

export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const isText = (value: unknown): value is string => typeof value === 'string';
