import type { WayStation } from '@eagre/server/console';

/** Where a dot and its label stand; lengths are shares of the drawing's width. */
export interface WayDot extends WayStation {
  /** In the order of time, from 1. */
  readonly number: number;
  /** Since the first station of all. */
  readonly afterMs: number;
  /** Since the station before it. */
  readonly sinceMs: number;
  readonly x: number;
  /** The label is to the right or to the left of the dot's x … */
  readonly side: 'right' | 'left';
  /** … so many lines beneath the node's line that it covers no other. */
  readonly level: number;
}

export interface WayLane {
  readonly node: string;
  readonly dots: readonly WayDot[];
  /** Lines of labels. */
  readonly levels: number;
}

export interface WayLayout {
  readonly tookMs: number;
  /** Of all nodes, in the order of time. */
  readonly dots: readonly WayDot[];
  /** The node that the message came to first is first. */
  readonly lanes: readonly WayLane[];
  readonly ticks: readonly { readonly x: number; readonly ms: number }[];
}

/** Room for a label's words at the narrowest width that shows them. */
const labelShare = 0.3;
/** More than so many marks on the axis say no more. */
const mostTicks = 6;

export function wayLayout(stations: readonly WayStation[]): WayLayout {
  const inOrder = stations.toSorted((a, b) => a.at - b.at);
  const first = inOrder[0]?.at ?? 0;
  const tookMs = (inOrder.at(-1)?.at ?? first) - first;
  const dots = inOrder.map((station, index) => {
    const afterMs = station.at - first;
    const x = tookMs === 0 ? 0 : afterMs / tookMs;
    return {
      ...station,
      number: index + 1,
      afterMs,
      sinceMs: station.at - (inOrder[index - 1]?.at ?? station.at),
      x,
      side: x + labelShare > 1 ? ('left' as const) : ('right' as const),
    };
  });
  const lanes = [...Map.groupBy(dots, ({ node }) => node)].map(([node, own]) => laneOf(node, own));
  const leveled = lanes.flatMap((lane) => lane.dots).sort((a, b) => a.number - b.number);
  return { tookMs, dots: leveled, lanes, ticks: ticksOf(tookMs) };
}

type Placed = Omit<WayDot, 'level'>;

/**
 * Labels to the right are given their line from the last dot on, those to the left from the first, each
 * beneath those of its side that are near: so the line from a dot down to its label meets no other
 * label of that side.
 */
function laneOf(node: string, dots: readonly Placed[]): WayLane {
  const right = dots.filter(({ side }) => side === 'right').toReversed();
  const left = dots.filter(({ side }) => side === 'left');
  const placed: WayDot[] = [];
  for (const dot of [...right, ...left]) placed.push({ ...dot, level: freeLevel(dot, placed) });
  placed.sort((a, b) => a.number - b.number);
  return { node, dots: placed, levels: Math.max(0, ...placed.map(({ level }) => level + 1)) };
}

function freeLevel(dot: Placed, placed: readonly WayDot[]): number {
  const near = placed.filter(
    ({ side, x }) => side === dot.side && Math.abs(x - dot.x) < labelShare,
  );
  const covered = placed.filter((other) => Math.abs(startOf(other) - startOf(dot)) < labelShare);
  let level = Math.max(0, ...near.map((other) => other.level + 1));
  while (covered.some((other) => other.level === level)) level += 1;
  return level;
}

/** Where the label begins. */
function startOf({ side, x }: Placed): number {
  return side === 'right' ? x : x - labelShare;
}

/** Round times, from 0 on, within the way. */
function ticksOf(tookMs: number): WayLayout['ticks'] {
  if (tookMs <= 0) return [{ x: 0, ms: 0 }];
  const step = roundStep(tookMs / (mostTicks - 1));
  const count = Math.floor(tookMs / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => ({
    x: (index * step) / tookMs,
    // What 0.1 times 3 is more than 0.3 is of no interest.
    ms: Number((index * step).toPrecision(6)),
  }));
}

/** The least of 1, 2, 5 times a power of ten that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((one) => one * power >= least * (1 - 1e-9)) ?? 10);
}
