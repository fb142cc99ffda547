import type uPlot from 'uplot';
import type { Band } from '../plot.ts';
import type { Theme } from './theme.ts';

const rowPx = 15;
const textPx = 11;
/** Above each plot, one row for names of phases and one for names of faults. */
export const labelRowsPx = 2 * rowPx + 4;

/** Shades the spells of the run behind the lines, and writes their names above. */
export function drawBands(u: uPlot, bands: readonly Band[], theme: Theme): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${textPx * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  const phases = bands.filter(({ kind }) => kind === 'phase');
  const faults = bands.filter(({ kind }) => kind === 'fault');
  for (const [row, { spells, fill, text }] of [
    { spells: phases, fill: theme.phase, text: theme.muted },
    { spells: faults, fill: theme.fault, text: theme.faultText },
  ].entries()) {
    const top = bbox.top - (2 - row) * rowPx * ratio;
    let freeFrom = bbox.left;
    for (const [i, band] of spells.entries()) {
      const { left, right } = placeOf(u, band);
      if (right <= bbox.left || left >= bbox.left + bbox.width) continue;
      // Every other phase stays plain, so that neighbours are told apart.
      const isShaded = band.kind === 'fault' || i % 2 === 1;
      ctx.fillStyle = fill;
      if (isShaded) ctx.fillRect(left, top, right - left, bbox.top + bbox.height - top);
      const room = (band.kind === 'fault' ? bbox.left + bbox.width : right) - left;
      const width = ctx.measureText(band.name).width;
      const from = Math.max(freeFrom, left + 3 * ratio);
      if (from + width > left + room) continue;
      ctx.fillStyle = text;
      ctx.fillText(band.name, from, top + (rowPx * ratio) / 2);
      freeFrom = from + width + 6 * ratio;
    }
  }
  ctx.restore();
}

function placeOf(u: uPlot, { from, to }: Band): { left: number; right: number } {
  const { left, width } = u.bbox;
  const clamp = (x: number) => Math.min(left + width, Math.max(left, x));
  const start = clamp(u.valToPos(from, 'x', true));
  const end = clamp(u.valToPos(to, 'x', true));
  // What took no time is still to be seen.
  return { left: start, right: Math.max(end, start + devicePixelRatio) };
}
