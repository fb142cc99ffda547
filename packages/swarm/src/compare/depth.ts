import type { FlatOutFigures } from './fan-out.ts';

/** Texts under way. Servers that merge need many, others are slower with more. */
const usualDepths = [2, 8, 32, 128, 512, 2048, 4096] as const;
/** More than this of the best so far counts as faster. */
const faster = 1.03;
/** So many depths in a row that are not faster end the search. */
const patience = 2;

/** The depth at which a server hands out most, found by trying each shortly. */
export async function bestDepth(
  flatOut: (depth: number) => Promise<Pick<FlatOutFigures, 'messagesPerSecond'>>,
  depths: readonly number[] = usualDepths,
): Promise<number> {
  let best = { depth: depths[0] ?? 1, rate: 0 };
  if (depths.length === 1) return best.depth;
  let slower = 0;
  for (const depth of depths) {
    const { messagesPerSecond } = await flatOut(depth);
    if (messagesPerSecond > best.rate * faster) {
      best = { depth, rate: messagesPerSecond };
      slower = 0;
    } else {
      slower += 1;
    }
    if (slower === patience) break;
  }
  return best.depth;
}
