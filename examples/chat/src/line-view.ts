import type { Line } from './line-editor.ts';

/** The part of a line that fits, and where the cursor stands in it, in columns from 0. */
export interface LineView {
  readonly text: string;
  readonly column: number;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Shows a line in `width` columns, moved so that the cursor is seen. One row, whatever its length:
 * a prompt that wraps could not be taken off the screen without knowing how the terminal wraps.
 */
export function viewLine({ text, cursor }: Line, width: number): LineView {
  const left = widestEnd(text.slice(0, cursor), Math.max(0, width - 1));
  const column = Bun.stringWidth(left);
  const right = widestStart(text.slice(cursor), width - column);
  return { text: left + right, column };
}

/** The longest start of a text that fits into `width` columns. */
export function widestStart(text: string, width: number): string {
  let columns = 0;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    columns += Bun.stringWidth(segment);
    if (columns > width) break;
    kept += segment;
  }
  return kept;
}

function widestEnd(text: string, width: number): string {
  let columns = 0;
  let kept = '';
  for (const { segment } of [...graphemes.segment(text)].reverse()) {
    columns += Bun.stringWidth(segment);
    if (columns > width) break;
    kept = segment + kept;
  }
  return kept;
}
