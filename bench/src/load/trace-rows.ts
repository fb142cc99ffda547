import {
  recordedFigures,
  showCapPerSecond,
  viewersPerAuthor,
} from '@eagre/swarm/traffic/recorded-figures';
import { Talk, type TalkKind } from '@eagre/swarm/traffic/talk';
import { type TraceRow, traceOf } from '@eagre/swarm/traffic/trace';
import { SeededRandom } from '@eagre/testkit';

/** Of generated rows: the same in every run. */
const seed = 1;

/** For the options of a bench. */
export const fileAbout =
  'a CSV file with the columns offsetMs,author,bytes[,text]; without one, rows made up to the figures of a recorded one';

/** Those of a file, or, without one, as many as were recorded, from the generator that was fitted to them. */
export function traceRows(file: string, kind: TalkKind): TraceRow[] {
  return file === '' ? madeRows(kind) : traceOf(file);
}

function madeRows(kind: TalkKind): TraceRow[] {
  const recorded = recordedFigures[kind];
  const talk = new Talk(kind, {
    perSecond: recorded['messages a second'] ?? 1,
    authors: Math.round((recorded.authors ?? 1) * (kind === 'show' ? viewersPerAuthor : 1)),
    random: new SeededRandom(seed),
    ...(kind === 'show' ? { capPerSecond: showCapPerSecond } : { days: true }),
  });
  return Array.from({ length: recorded.messages ?? 0 }, () => {
    const { offsetMs, author, text } = talk.next();
    const bytes = Buffer.byteLength(text);
    return { offsetMs: Math.floor(offsetMs), author: `${author}`, bytes, text };
  });
}
