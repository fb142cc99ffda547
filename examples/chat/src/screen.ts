/** Where the chat is shown: a terminal with a live area, or plain lines. */
export interface Screen {
  /** Adds lines to the conversation. */
  print(...lines: string[]): void;
  /** What stands below the conversation: a plain screen shows none of it. */
  show(live: Live): void;
  /** Takes the live area off, so that the shell's prompt follows the last line. */
  close(): void;
}

export interface Live {
  /** Own messages without an answer yet. */
  readonly pending: readonly string[];
  readonly status: string;
  readonly prompt: string;
  readonly line: { readonly text: string; readonly cursor: number };
}

export interface Output {
  write(text: string): unknown;
}
