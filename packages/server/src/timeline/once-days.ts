const dayMs = 24 * 60 * 60 * 1000;

/** Idempotency keys are kept in the table of the day they came, and the day after: 24 to 48 h. */
export function onceDay(nowMs: number): number {
  return Math.floor(nowMs / dayMs);
}

/**
 * Which of the two tables (a day's is `day % 2`) must be emptied when the day changes. A clock that
 * runs backwards empties none: keys are rather kept too long than too short.
 */
export function tablesToEmpty(lastDay: number, today: number): readonly (0 | 1)[] {
  if (today <= lastDay) return [];
  if (today === lastDay + 1) return [tableOfDay(today)];
  return [0, 1];
}

export function tableOfDay(day: number): 0 | 1 {
  return day % 2 === 0 ? 0 : 1;
}
