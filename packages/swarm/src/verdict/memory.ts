import type { Sample } from '../report/run-report.ts';
import type { Judge } from './judged.ts';
import { theilSen } from './slope.ts';
import { number, verdictOf } from './verdict.ts';

/** MB. */
const defaultGrowth = 1024;
const minutesOfDay = 24 * 60;
/** A line is carried on for so many times as long as it was seen: what fills up looks like a leak at first. */
const carriedOn = 20;
/** What is left to judge when the warm-up is over must be at least this long. ms. */
const shortestMs = 60_000;
/** The first half of a run is its warm-up, but no more than this. ms. */
const longestWarmUpMs = 10 * 60_000;
/** A collected heap swings by about so much, and no line can be told from that. MB. */
const swing = 32;
/** A hole in the samples longer than this is a restart. ms. */
const restartMs = 3000;
/** Spells of which the medians make the line: near samples depend on each other. */
const mostSpells = 60;

const bytesOfMb = 1024 * 1024;

interface Growth {
  isTooMuch: boolean;
  text: string;
}

/** [minutes, MB] */
type Point = readonly [number, number];

/**
 * The server's resident memory does not grow for ever: its slope after the warm-up, over the longest
 * time between two restarts, carried on for twenty times as long, a day at most, stays within the limit.
 * It fails when even the least slope that fits passes it, and the growth that was seen is more than the
 * heap's own swing. Of a cluster each node is judged by itself.
 */
export const judgeMemory: Judge = ({ context }) => {
  const limit = context.memoryMb ?? defaultGrowth;
  const each = [...memories(context.samples)].flatMap(([node, samples]) => {
    const found = growthOf(samples, limit);
    return found === undefined ? [] : [{ ...found, node }];
  });
  if (each.length === 0) return undefined;
  const of = ({ node, text }: { node: string; text: string }) =>
    node === '' ? text : `${node}: ${text}`;
  const problems = each.filter(({ isTooMuch }) => isTooMuch).map(of);
  const text = each[0]?.text ?? '';
  const isSame = each.every((one) => one.text === text);
  return verdictOf('memory', problems, isSame ? text : each.map(of).join('; '));
};

interface Reading {
  atMs: number;
  bytes: number;
  /** That the sample covers. */
  spanMs: number;
}

/** Of each node by its name; of a server alone by none. */
function memories(samples: readonly Sample[]): Map<string, Reading[]> {
  const found = new Map<string, Reading[]>();
  for (const { atMs, spanMs = 0, server } of samples) {
    const all = server?.residentByNode ?? (server && { '': server.residentBytes }) ?? {};
    for (const [node, bytes] of Object.entries(all)) {
      const readings = found.get(node) ?? [];
      readings.push({ atMs, bytes, spanMs });
      found.set(node, readings);
    }
  }
  return found;
}

function growthOf(readings: readonly Reading[], limit: number): Growth | undefined {
  const spell = longestSpell(readings);
  const first = spell[0];
  const last = spell.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const warmUpMs = Math.min(longestWarmUpMs, (last.atMs - first.atMs) / 2);
  const judged = spell.filter(({ atMs }) => atMs >= first.atMs + warmUpMs);
  const seconds = number((last.atMs - first.atMs - warmUpMs) / 1000);
  if (last.atMs - first.atMs - warmUpMs < shortestMs) {
    const text = `${seconds} s after the warm-up are too short to judge; a run of 2 minutes is not`;
    return { isTooMuch: false, text };
  }
  const points = mediansOf(judged.map(pointOf));
  const slope = theilSen(points);
  if (slope === undefined) return undefined;
  const grown = slope.middle * ((points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0));
  const judgedMs = last.atMs - first.atMs - warmUpMs;
  const minutes = Math.min(minutesOfDay, (carriedOn * judgedMs) / 60_000);
  const figures =
    `${number(slope.middle)} MB/min (${number(slope.least)} to ${number(slope.most)}) ` +
    `over ${seconds} s, ${number(pointOf(last)[1])} MB at the end`;
  const isTooMuch = slope.least * minutes > limit && grown > swing;
  const later = `${number((slope.least * minutes) / 1024)} GB in ${number(minutes / 60)} h at the least`;
  return isTooMuch
    ? { isTooMuch, text: `grows by ${figures}: ${later}, over ${number(limit / 1024)} GB` }
    : { isTooMuch, text: `slope ${figures}` };
}

/** Readings of one life of the server. */
function longestSpell(readings: readonly Reading[]): Reading[] {
  const spells: Reading[][] = [[]];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    if (reading.atMs - lastMs > restartMs + reading.spanMs) spells.push([]);
    spells.at(-1)?.push(reading);
    lastMs = reading.atMs;
  }
  return spells.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
}

function lengthOf(spell: readonly Reading[]): number {
  return (spell.at(-1)?.atMs ?? 0) - (spell[0]?.atMs ?? 0);
}

function pointOf({ atMs, bytes }: Reading): Point {
  return [atMs / 60_000, bytes / bytesOfMb];
}

/** Of stretches of equal numbers of points. */
function mediansOf(points: readonly Point[]): Point[] {
  const each = Math.max(1, Math.ceil(points.length / mostSpells));
  const medians: Point[] = [];
  for (let i = 0; i + each <= points.length; i += each) {
    const stretch = points.slice(i, i + each);
    const middle = (values: number[]) => values.sort((a, b) => a - b)[each >> 1] as number;
    medians.push([middle(stretch.map(([x]) => x)), middle(stretch.map(([, y]) => y))]);
  }
  return medians;
}
