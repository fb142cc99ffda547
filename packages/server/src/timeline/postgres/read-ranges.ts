import type { QueueHead, Range, RangeRequest } from '../timeline.ts';
import { numbersLiteral, textsLiteral } from './array-literals.ts';
import type { Link, Row } from './link-types.ts';
import { queueReads } from './read-statements.ts';
import { toHead } from './rows.ts';

/** In the order of the requests. Rejects as the link does. */
export async function readRanges(
  { read }: Pick<Link, 'read'>,
  requests: readonly RangeRequest[],
): Promise<Range[]> {
  const rows = await read(queueReads.ranges, [
    textsLiteral(requests.map(({ queue }) => queue)),
    numbersLiteral(requests.map(({ after }) => after)),
    numbersLiteral(requests.map(({ to }) => to ?? null)),
    numbersLiteral(requests.map(({ limit }) => limit)),
    numbersLiteral(requests.map(({ bytes }) => bytes)),
  ]);
  // Rows come in the order of the requests, at least one for each.
  const ranges: Range[] = [];
  for (const [place, epoch, head, low, body] of rows) {
    const request = requests[(place as number) - 1] as RangeRequest;
    if (ranges.length < (place as number)) {
      ranges.push(emptyRange(request, toHead([epoch, head, low] as Row)));
    }
    if (body !== null) ranges.at(-1)?.entries.push(body as string);
  }
  return ranges;
}

function emptyRange({ after }: RangeRequest, head: QueueHead): Range {
  return { ...head, first: Math.max(after, head.low) + 1, entries: [] };
}
