import type uPlot from 'uplot';
import type { Plot } from '../plot.ts';

/** How the values of a plot lie up its side, and where a line with a number is drawn. */
export interface Side {
  scale: uPlot.Scale;
  /** Without one uPlot finds even steps. */
  splits?: (u: uPlot, axis: number, min: number, max: number) => number[];
}

/** ms; what is below is not told apart. */
export const leastMs = 0.01;
/** More lines with numbers than this are a thicket. */
const mostLines = 7;

export function sideOf({ isLog, unit }: Plot): Side {
  if (!isLog) return { scale: { range: (_u, _min, max) => [0, max > 0 ? max * 1.08 : 1] } };
  return unit === 'ms' ? timeSide : rateSide;
}

const timeSide: Side = {
  scale: {
    distr: 3,
    range: (_u, min, max) => [Math.max(leastMs, min ?? leastMs) * 0.8, (max ?? 1) * 1.25],
  },
  splits: (_u, _axis, min, max) => {
    const tens = powers(min, max);
    const finer = tens.flatMap((power) => [power, 2 * power, 5 * power]);
    const within = (values: number[]) => values.filter((value) => value >= min && value <= max);
    return thinned(within(finer).length <= mostLines ? within(finer) : within(tens));
  },
};

/** Rates have zeros, which a logarithm does not know: this one starts at zero, and is one from there. */
const rateSide: Side = {
  scale: {
    distr: 100,
    fwd: (value) => Math.log10(1 + value),
    bwd: (value) => 10 ** value - 1,
    range: (_u, _min, max) => [0, Math.max(10, (max ?? 0) * 1.5)],
  },
  // Where the scale is long, 0 and 1 lie upon each other.
  splits: (_u, _axis, _min, max) => [0, ...thinned(powers(max < 1e4 ? 1 : 10, max))],
};

/** The powers of ten around and between. */
function powers(min: number, max: number): number[] {
  const from = Math.floor(Math.log10(min));
  const to = Math.floor(Math.log10(max));
  return Array.from({ length: to - from + 1 }, (_none, i) => Number(`1e${from + i}`));
}

function thinned(values: number[]): number[] {
  const every = Math.ceil(values.length / mostLines);
  return values.filter((_value, i) => (values.length - 1 - i) % every === 0);
}
