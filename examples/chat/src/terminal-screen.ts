import { viewLine, widestStart } from './line-view.ts';
import type { Live, Output, Screen } from './screen.ts';

/** A terminal to draw on; `columns` may change at any time. */
export interface Terminal extends Output {
  readonly columns: number;
}

const clearBelow = '\x1b[J';
const pasteOn = '\x1b[?2004h';
const pasteOff = '\x1b[?2004l';
/** A terminal that knows these shows what is between them at once; others pass over them. */
const frameStart = '\x1b[?2026h';
const frameEnd = '\x1b[?2026l';
/** Pending messages shown; the rest is counted. */
const pendingRows = 3;

/**
 * The conversation scrolls as in any program, and below it stands a live area: pending messages,
 * status and the line being typed. To add a line, the live area is taken off, the line written, and
 * the area drawn again, all in one write, so that what is being typed never gets mixed with what
 * comes in. Every row of the area is cut to the width: a row that wrapped could not be found again.
 */
export class TerminalScreen implements Screen {
  readonly #terminal: Terminal;
  #live: Live | undefined;
  /** Rows from the top of the live area to the row of the cursor. */
  #rowsAbove = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.write(pasteOn);
  }

  print(...lines: string[]): void {
    this.#write(this.#erase() + lines.map((line) => `${line}\r\n`).join('') + this.#draw());
  }

  show(live: Live): void {
    this.#live = live;
    this.#write(this.#erase() + this.#draw());
  }

  close(): void {
    this.#terminal.write(this.#erase() + pasteOff);
    this.#live = undefined;
  }

  #write(text: string): void {
    this.#terminal.write(`${frameStart}${text}${frameEnd}`);
  }

  #erase(): string {
    const up = this.#rowsAbove > 0 ? `\x1b[${this.#rowsAbove}A` : '';
    this.#rowsAbove = 0;
    return `\r${up}${clearBelow}`;
  }

  #draw(): string {
    if (this.#live === undefined) return '';
    // The last column stays free: some terminals wrap as soon as it is written.
    const width = Math.max(8, this.#terminal.columns - 1);
    const { prompt, line, status, pending } = this.#live;
    const rows = [...pendingLines(pending), status].map((row) => fitted(row, width));
    const promptText = widestStart(prompt, Math.floor(width / 2));
    const promptColumns = Bun.stringWidth(promptText);
    const view = viewLine(line, width - promptColumns);
    this.#rowsAbove = rows.length;
    const right = promptColumns + view.column;
    const cursor = right > 0 ? `\r\x1b[${right}C` : '\r';
    return `${rows.map((row) => `${row}\r\n`).join('')}${promptText}${view.text}${cursor}`;
  }
}

function pendingLines(pending: readonly string[]): string[] {
  const hidden = pending.length - pendingRows;
  const shown = pending.slice(-pendingRows);
  return hidden > 0 ? [`… and ${hidden} more`, ...shown] : shown;
}

/** A row cut to the width; colour codes in it take no room and are closed at the end. */
function fitted(row: string, width: number): string {
  if (Bun.stringWidth(row) <= width) return row;
  return `${Bun.sliceAnsi(row, 0, width - 1)}…`;
}
