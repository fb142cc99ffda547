/** What a page shows of an instant that is to come (server time, ms since 1970). */
export interface CountdownFace {
  /** Whole seconds that are left, the one that runs counted in: 3, 2, 1. */
  readonly seconds: number;
  /** The last ones fill the stage. */
  readonly isLarge: boolean;
  /** Milliseconds until it looks different. */
  readonly nextMs: number;
}

const largeSeconds = 3;
/** A flash that opened longer ago than this is not news to somebody who comes in, or back. ms. */
const freshMs = 10_000;

/** Undefined once the instant has come. */
export function countdownFace(atMs: number, nowMs: number): CountdownFace | undefined {
  const leftMs = atMs - nowMs;
  if (leftMs <= 0) return undefined;
  const seconds = Math.ceil(leftMs / 1000);
  return { seconds, isLarge: seconds <= largeSeconds, nextMs: leftMs - (seconds - 1) * 1000 };
}

/** `0:09`, `12:05`: for a wait that is longer than one counts along. */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
}

/** Whether what opened at an instant is still to be shown as news, and for how long. */
export function flashLeftMs(openedAtMs: number, nowMs: number): number {
  return Math.max(0, openedAtMs + freshMs - nowMs);
}
