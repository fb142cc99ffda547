/** The names of all figures, with their units, in the order in which they are listed. */
export const figureUnits = {
  messages: '',
  hours: 'h',
  'messages a second': '/s',
  'most in a second': '/s',
  'dispersion of 1 s': '×',
  'dispersion of 10 s': '×',
  'dispersion of 60 s': '×',
  'dispersion of 1 h': '×',
  'correlation of neighbouring seconds': '',
  'correlation of neighbouring minutes': '',
  'gap, median': 'ms',
  'gap, p90': 'ms',
  'gap, p99': 'ms',
  'gap, p99.9': 'ms',
  'size, mean': 'B',
  'size, p10': 'B',
  'size, median': 'B',
  'size, p90': 'B',
  'size, p99': 'B',
  'texts said before': '%',
  'the commonest text': '%',
  'the 10 commonest texts': '%',
  'the 100 commonest texts': '%',
  authors: '',
  'authors with one message': '%',
  'messages of the busiest 1 %': '%',
  'messages of the busiest 10 %': '%',
  'same author as the message before': '%',
  'author again, median': 's',
  'author again, p90': 's',
} as const;

export type FigureName = keyof typeof figureUnits;

/** Figures that make no sense for a traffic (texts that are not told apart, too short) are left out. */
export type Figures = Partial<Record<FigureName, number>>;
