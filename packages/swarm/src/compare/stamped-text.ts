/** In each text once, and nowhere else in a frame: a frame's texts are counted by it. */
const mark = '@';
const stamp = /@[0-9a-z]+\.([0-9a-z]+);/g;
/** Finer than anything here is timed. */
const ticksPerMs = 100;
const radix = 36;

/** Shorter ones have no room for their stamp. Bytes. */
export const shortestText = 24;

/** A text of so many bytes that tells its number, and when it was due. */
export function stampedText(number: number, dueMs: number, bytes: number): string {
  const due = Math.round(dueMs * ticksPerMs).toString(radix);
  return `${mark}${number.toString(radix)}.${due};`.padEnd(bytes, 'x');
}

/** As the text will tell it, so that both sides count the same. ms. */
export function roundedDue(dueMs: number): number {
  return Math.round(dueMs * ticksPerMs) / ticksPerMs;
}

/** When the texts in a frame were due, in their order. ms. */
export function duesOf(frame: string): number[] {
  return [...frame.matchAll(stamp)].map(([, due = '']) => Number.parseInt(due, radix) / ticksPerMs);
}
