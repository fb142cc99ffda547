import { createColors } from 'picocolors';

export type Colours = ReturnType<typeof createColors>;

/** Of a stream, what decides how one may write to it. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

type Env = Record<string, string | undefined>;

/** True when lines can be drawn over. */
export function isLive({ isTTY }: Screen, env: Env = process.env): boolean {
  return isTTY === true && env['TERM'] !== 'dumb';
}

/** Asked of the stream that is written to: the one may be a terminal while the other is a file. */
export function coloursFor(screen: Screen, env: Env = process.env): Colours {
  const noColor = env['NO_COLOR'] ?? '';
  return createColors(isLive(screen, env) && noColor === '');
}

export const noColours: Colours = createColors(false);
