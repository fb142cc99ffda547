import type { Line } from './line-editor.ts';
import type { Link } from './status.ts';

/** What every kind of talk shows beside its messages. */
export interface View {
  link: Link;
  /** The line being typed. */
  line: Line;
  /** A line of the program itself. */
  note(text: string): void;
  alert(text: string): void;
  redraw(): void;
  close(): void;
}
