/** What the page draws: made while the report is written, drawn in the reader's browser. */

/** How numbers of a plot are written. */
export type Unit = 'count' | 'perSecond' | 'ms' | 'bytes' | 'bytesPerSecond' | 'cores';

/** Which colour a line has; the same thing has the same colour in all plots. */
export type Tone = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h';

export interface Series {
  label: string;
  tone: Tone;
  /** One for each time; null where nothing was measured, and the line has a gap. */
  values: (number | null)[];
  isDashed?: boolean;
}

export interface Plot {
  id: string;
  /** Heading under which it stands. */
  section: Section;
  title: string;
  unit: Unit;
  /** One sentence: what is seen here. */
  about: string;
  /** Lines; or areas one upon the other, whose top is the sum. */
  kind: 'lines' | 'stack';
  /** Powers of ten up the side: where small and large matter alike. */
  isLog: boolean;
  series: Series[];
}

export const sections = ['Load', 'Latency', 'Left out and refused', 'Server', 'This tool'] as const;
export type Section = (typeof sections)[number];

/** A shaded time. */
export interface Band {
  kind: 'phase' | 'fault';
  name: string;
  /** s. */
  from: number;
  to: number;
}

/** Goes into the page as JSON. */
export interface PageData {
  /** s from the start of the run, the end of each sample. */
  times: number[];
  bands: Band[];
  plots: Plot[];
}
