import type { RowRange } from './rows.ts';

/**
 * Lines drawn at once: several screens, so that a flick of a finger stays within them, and few enough
 * that a conversation of many thousand lines costs what a short one does.
 */
export const mostDrawn = 160;
/** By so many lines the window moves when its edge comes near. */
export const windowStep = 60;

/**
 * Which lines are drawn. `undefined`: the newest, also when more come. Else those from the line with
 * this key on: numbers would slip as older lines come in front.
 */
export type WindowStart = string | undefined;

interface Keyed {
  readonly key: string;
}

export function windowOf(lines: readonly Keyed[], start: WindowStart): RowRange {
  const newest = { from: Math.max(0, lines.length - mostDrawn), to: lines.length };
  if (start === undefined) return newest;
  const from = lines.findIndex(({ key }) => key === start);
  // The line is gone, as an unsent one that was thrown away: the newest are what can be shown.
  return from < 0 ? newest : { from, to: Math.min(lines.length, from + mostDrawn) };
}

/** Where the window starts one step earlier; `undefined` when it cannot. */
export function earlierStart(lines: readonly Keyed[], { from }: RowRange): WindowStart {
  return from === 0 ? undefined : lines[Math.max(0, from - windowStep)]?.key;
}

/** Where it starts one step later; `undefined` when that is the end. */
export function laterStart(lines: readonly Keyed[], { from }: RowRange): WindowStart {
  const next = from + windowStep;
  return next + mostDrawn >= lines.length ? undefined : lines[next]?.key;
}
