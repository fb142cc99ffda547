import { coloursFor, isLive, type Screen } from './colours.ts';
import { plain } from './plain.ts';
import { frame, type LiveState, plainLine } from './terminal-frame.ts';

/** ms between two pictures on a terminal, and between two lines elsewhere. */
const pictureMs = 220;
const lineMs = 10_000;

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearToLineEnd = '\u001b[K';
const clearBelow = '\u001b[J';
const usualColumns = 80;

/**
 * Shows how a run goes: one block, drawn over itself, on a terminal; a line now and then anywhere else.
 * It keeps no process alive, and leaves the terminal as it was, also when the process ends without
 * `stop`.
 */
export class LiveView {
  readonly #screen: Screen;
  readonly #read: () => LiveState;
  readonly #isLive: boolean;
  #drawn: string[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #restore = () => void this.#screen.write(showCursor);

  constructor(read: () => LiveState, screen: Screen = process.stderr) {
    this.#read = read;
    this.#screen = screen;
    this.#isLive = isLive(screen);
  }

  start(): void {
    if (this.#timer !== undefined) return;
    if (this.#isLive) {
      this.#screen.write(hideCursor);
      process.once('exit', this.#restore);
      this.#draw();
    }
    this.#timer = setInterval(() => this.#tick(), this.#isLive ? pictureMs : lineMs);
    this.#timer.unref();
  }

  /** A line that stays, above the block. */
  note(text: string): void {
    const line = `${plain(text)}\n`;
    if (!this.#isLive || this.#timer === undefined) {
      this.#screen.write(line);
      return;
    }
    this.#screen.write(`${this.#toTop()}${clearBelow}${line}`);
    this.#drawn = [];
    this.#draw();
  }

  /** Draws a last time and leaves the block standing. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.#isLive) return;
    this.#draw();
    process.off('exit', this.#restore);
    this.#restore();
  }

  #tick(): void {
    if (this.#isLive) this.#draw();
    else this.#screen.write(`${plainLine(this.#read())}\n`);
  }

  #draw(): void {
    const { columns = usualColumns, rows = Number.POSITIVE_INFINITY } = this.#screen;
    // What is taller than the screen scrolls, and can't be drawn over; the last column may wrap.
    const lines = frame(this.#read(), Math.max(1, columns - 1), coloursFor(this.#screen)).slice(
      0,
      Math.max(1, rows - 1),
    );
    const text = lines.map((line) => `${line}${clearToLineEnd}\n`).join('');
    this.#screen.write(`${this.#toTop()}${text}${clearBelow}`);
    this.#drawn = lines;
  }

  /** To the block's first line; a screen made narrower meanwhile has broken its lines. */
  #toTop(): string {
    const { columns = usualColumns } = this.#screen;
    const height = this.#drawn.reduce(
      (rows, line) => rows + Math.max(1, Math.ceil(Bun.stringWidth(line) / Math.max(1, columns))),
      0,
    );
    return height === 0 ? '\r' : `\r\u001b[${height}A`;
  }
}
