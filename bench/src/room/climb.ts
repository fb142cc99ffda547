import type { LiveRun, Spell } from './live-run.ts';

/** From one rate to the next. */
export const step = 1.5;
/** Enough for any machine: 1,000/s × 1.5^12 is 130,000/s. */
const mostSteps = 12;
/** Less of what was said than this arrived: the rest waits, or is lost. */
const leastDelivered = 0.95;

/** The chat keeps arriving, nobody is refused, and nothing waits much longer than the window. */
export function isSustained(spell: Spell, p99WithinMs: number): boolean {
  const { deliveredShare, refused, p99Ms } = spell;
  return refused === 0 && deliveredShare >= leastDelivered && p99Ms <= p99WithinMs;
}

/**
 * Says more and more from a rate that is known to go, until it does not, then tries once between. Gives
 * the spells that went, the last one the fastest; none when not even the first step does.
 */
export async function climb(
  run: Pick<LiveRun, 'spell' | 'rest'>,
  from: number,
  seconds: number,
  p99WithinMs: number,
): Promise<Spell[]> {
  const went: Spell[] = [];
  let rate = from;
  for (let i = 0; i < mostSteps; i += 1) {
    const spell = await run.spell(rate, seconds);
    if (!isSustained(spell, p99WithinMs)) break;
    went.push(spell);
    rate *= step;
  }
  await run.rest();
  const between = await run.spell(rate / Math.sqrt(step), seconds);
  await run.rest();
  if (isSustained(between, p99WithinMs)) went.push(between);
  return went;
}
