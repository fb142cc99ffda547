const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One character for each value, the highest at the full height; a gap where there is none. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const most = values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const at = most === 0 ? 0 : Math.round((value / most) * (blocks.length - 1));
      return blocks[at] ?? blocks[0];
    })
    .join('');
}
