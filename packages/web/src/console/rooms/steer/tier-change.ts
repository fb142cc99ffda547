import type { Tier } from '../room-answers.ts';

/** What was typed; NaN is an empty field, which changes nothing. */
export type TierDraft = Partial<Omit<Tier, 'overridden'>>;

/**
 * What to ask for. A room that follows its online count is set only where a value was changed; the
 * rest goes on to follow it. Where nothing was changed, and in a room that was set before, all of it
 * is set: it stays as it is.
 */
export function tierChange(tier: Tier, draft: TierDraft): TierDraft {
  const changed = Object.entries(draft).filter(
    ([field, value]) => Number.isFinite(value) && value !== tier[field as keyof TierDraft],
  );
  const { overridden, ...now } = tier;
  const keepsRest = overridden || changed.length === 0;
  return { ...(keepsRest && now), ...Object.fromEntries(changed) };
}
