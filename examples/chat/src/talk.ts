/** A conversation or a room in a terminal, driven by the keyboard or a pipe. */
export interface Talk {
  /** Runs until the user leaves or the server says stop; gives the exit code. */
  run(): Promise<number>;
  /** A line was entered. */
  line(text: string): void;
  /** The line being typed changed. */
  typed(line: string): void;
  /** The key for what needs no words: in a room, a like. */
  tab(): void;
  /** No more lines will come: leaves when all are done with and shown. */
  end(): Promise<void>;
  leave(code: number): void;
}
