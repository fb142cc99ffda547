import type { Unit } from './plot.ts';

/** How figures are written for people: three digits at most, and a unit that keeps them short. */

/** `12,300`, `123 k`, `1.23 M`. */
export function countText(count: number): string {
  return scaled(count, [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e5, ' k', 1e3],
    [0, ''],
  ]);
}

/** `0.35 ms`, `350 ms`, `1.2 s`, `2.5 min`. */
export function msText(ms: number): string {
  return scaled(ms, [
    [120_000, ' min', 60_000],
    [1000, ' s'],
    [0, ' ms', 1],
  ]);
}

/** `640 KB`, `1.2 GB`, by thousands. */
export function bytesText(bytes: number): string {
  return scaled(bytes, [
    [1e9, ' GB'],
    [1e6, ' MB'],
    [1e3, ' KB'],
    [0, ' B', 1],
  ]);
}

/** `0.85 cores`. */
export function coresText(cores: number): string {
  return `${digits(cores)} ${cores === 1 ? 'core' : 'cores'}`;
}

/** `0:05`, `12:30`, `25:00:00`: time since the start of the run. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours, ...rest] = parts as [number, number, number];
  const shown = hours > 0 ? [hours, ...rest] : rest;
  return shown.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A figure with its unit. */
export const textOf: Readonly<Record<Unit, (value: number) => string>> = {
  count: countText,
  perSecond: (value) => `${countText(value)}/s`,
  ms: msText,
  bytes: bytesText,
  bytesPerSecond: (value) => `${bytesText(value)}/s`,
  cores: coresText,
};

/** The same beside a plot, whose title says what is counted. */
export const axisTextOf: typeof textOf = {
  ...textOf,
  perSecond: countText,
  bytesPerSecond: bytesText,
  cores: digits,
};

/** A step begins at its first number; its unit is so large, or as large as the second number says. */
type Step = readonly [from: number, unit: string, size?: number];

function scaled(value: number, steps: readonly Step[]): string {
  const amount = Math.abs(value);
  // A value that would be rounded up to the next unit is written in that one.
  const step = steps.find(([from]) => amount * 1.0005 >= from) ?? steps.at(-1);
  const [from, unit, size = from] = step as Step;
  return `${digits(value / (size || 1))}${unit}`;
}

function digits(value: number): string {
  const amount = Math.abs(value);
  const places = amount >= 100 || Number.isInteger(value) ? 0 : amount >= 10 ? 1 : 2;
  const text = value.toFixed(amount > 0 && amount < 0.01 ? 3 : places);
  return Number(text).toLocaleString('en', { maximumFractionDigits: 3 });
}
