/** A terminal small enough to check: rows of characters, a cursor, and the codes that we use. */
export class GridTerminal {
  columns: number;
  readonly #rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
    for (const [part] of text.matchAll(/\x1b\[[?0-9;]*[A-Za-z]|[\s\S]/gu)) this.#put(part);
  }

  /** What a person sees, without blanks at the ends of rows. */
  get rows(): string[] {
    return this.#rows.map((row) => row.join('').trimEnd());
  }

  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  #put(part: string): void {
    if (part === '\r') this.#column = 0;
    else if (part === '\n') this.#down();
    else if (part.startsWith('\x1b')) this.#control(part);
    else this.#type(part);
  }

  #type(character: string): void {
    if (this.#column >= this.columns) {
      this.#column = 0;
      this.#down();
    }
    const row = this.#rows[this.#row] ?? [];
    while (row.length < this.#column) row.push(' ');
    row[this.#column] = character;
    this.#column += 1;
    // The second column of a wide character holds nothing of its own.
    if (Bun.stringWidth(character) === 2) {
      row[this.#column] = '';
      this.#column += 1;
    }
  }

  #down(): void {
    this.#row += 1;
    if (this.#row === this.#rows.length) this.#rows.push([]);
  }

  #control(code: string): void {
    const count = Number(/\d+/.exec(code)?.[0] ?? 1);
    if (code.endsWith('A')) this.#row -= count;
    else if (code.endsWith('C')) this.#column += count;
    else if (code === '\x1b[J') this.#clearBelow();
    else if (!/[mhl]$/.test(code)) throw new Error(`a code that is not known: ${code.slice(1)}`);
    if (this.#row < 0) throw new Error('the cursor went above the first row');
  }

  #clearBelow(): void {
    this.#rows.length = this.#row + 1;
    this.#rows[this.#row]?.splice(this.#column);
  }
}
