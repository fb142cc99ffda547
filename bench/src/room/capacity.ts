import type { RoomsApi } from '@eagre/swarm/target/rooms-api';
import type { Progress } from '../cli/progress.ts';
import type { LiveRun, Spell } from './live-run.ts';

export interface CapacityPlan {
  room: string;
  devices: number;
  /** Messages shown in each frame, whatever the window. */
  messagesPerFrame: number;
  /** The first window, ms. */
  windowMs: number;
  seconds: number;
}

/** From one window to the next. */
const step = 0.8;
const shortestMs = 10;
/** Longer windows are asked for by nobody. ms. */
const longestMs = 4000;
/** More is said than the cap shows, so that every frame is full. */
const saidToShown = 1.2;
/** Fewer frames than devices ÷ window: the window could not be kept. */
const leastFrames = 0.95;
/** A message may wait so much longer than its window. ms. */
export const p99OverWindowMs = 500;

/** A window that was kept, and what it was like. */
export interface Kept {
  windowMs: number;
  spell: Spell;
}

/**
 * Makes the window of a room shorter and shorter, with frames as large, until it can't be kept. When
 * not even the first one is, longer ones are tried; undefined when none is kept.
 */
export async function shortestWindow(
  run: Pick<LiveRun, 'spell' | 'rest'>,
  api: Pick<RoomsApi, 'setTier'>,
  plan: CapacityPlan,
  progress: Pick<Progress, 'step'>,
): Promise<Kept | undefined> {
  const tryOne = async (windowMs: number): Promise<Kept | undefined> => {
    progress.step(`a frame each ${windowMs} ms`);
    const spell = await spellAt(run, api, plan, windowMs);
    if (isKept(spell, plan.devices, windowMs)) return { windowMs, spell };
    await run.rest();
    return undefined;
  };
  const best = await search(plan.windowMs, tryOne);
  await run.rest();
  return best;
}

async function search(
  firstMs: number,
  tryOne: (windowMs: number) => Promise<Kept | undefined>,
): Promise<Kept | undefined> {
  let best: Kept | undefined;
  let windowMs = firstMs;
  for (; best === undefined && windowMs <= longestMs; windowMs *= 2) best = await tryOne(windowMs);
  if (best === undefined || best.windowMs > firstMs) return best;
  for (let next = shorter(best.windowMs); next >= shortestMs; next = shorter(next)) {
    // A neighbour of the machine may have spoilt the first try.
    const kept = (await tryOne(next)) ?? (await tryOne(next));
    if (kept === undefined) return best;
    best = kept;
  }
  return best;
}

function shorter(windowMs: number): number {
  return Math.floor(windowMs * step);
}

async function spellAt(
  run: Pick<LiveRun, 'spell'>,
  api: Pick<RoomsApi, 'setTier'>,
  { room, messagesPerFrame, seconds }: CapacityPlan,
  windowMs: number,
): Promise<Spell> {
  const displayPerSecond = Math.round((messagesPerFrame * 1000) / windowMs);
  await api.setTier(room, { windowMs, displayPerSecond, flushItems: 0 });
  return run.spell(displayPerSecond * saidToShown, seconds);
}

function isKept({ framesPerSecond, p99Ms }: Spell, devices: number, windowMs: number): boolean {
  const wanted = (devices * 1000) / windowMs;
  return framesPerSecond >= wanted * leastFrames && p99Ms <= windowMs + p99OverWindowMs;
}
