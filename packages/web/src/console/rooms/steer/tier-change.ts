import type { Tier } from '../room-answers.ts';

/** What was typed; NaN is an empty field, which changes nothing. */
export type TierDraft = Partial<Omit<Tier, 'overridden'>>;

/**
 * What to ask for: the whole tier as it will be, so that a value that is set already stays set.
 * Undefined when nothing is different. A room that follows its online count is set only where a
 * value was changed; the rest goes on to follow it.
 */
export function tierChange(tier: Tier, draft: TierDraft): TierDraft | undefined {
  const changed = Object.entries(draft).filter(
    ([field, value]) => Number.isFinite(value) && value !== tier[field as keyof TierDraft],
  );
  if (changed.length === 0) return undefined;
  const { overridden, ...now } = tier;
  return { ...(overridden && now), ...Object.fromEntries(changed) };
}
