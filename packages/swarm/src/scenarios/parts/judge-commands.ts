import type { Verdict } from '../../verdict/verdict.ts';
import { type ActedCommand, binMs } from './acted-commands.ts';

/** What docs/rooms.md promises of rooms of a size at which it matters. */
const boundFactor = 1.2;
/** Standard deviations that chance is allowed in smaller ones. */
const deviations = 5;
/** Acts on an instant that may be further from it than allowed. */
const offShare = 0.01;

/** Acts a second that a spread command of so many devices may cause. */
export function spreadBound(devices: number, spreadMs: number): number {
  const mean = devices / (spreadMs / 1000);
  return Math.max(mean * boundFactor, mean + deviations * Math.sqrt(mean));
}

/** The most acts in any second, at a step of `binMs`. */
export function mostInASecond(bins: readonly number[]): number {
  const width = 1000 / binMs;
  let inWindow = 0;
  let most = 0;
  for (const [i, count] of bins.entries()) {
    inWindow += count - (bins[i - width] ?? 0);
    most = Math.max(most, inWindow);
  }
  return most;
}

/** Whether every device acted on every command, once. */
export function judgeActs(commands: readonly ActedCommand[], devices: number): Verdict {
  const wrong = commands.filter(({ told, acted }) => told !== devices || acted !== devices);
  const [first] = wrong;
  const text =
    first === undefined
      ? `${commands.length} commands were each acted on by all ${devices} devices`
      : `${wrong.length} of ${commands.length} commands were not acted on once by each of ${devices} ` +
        `devices: number ${first.syncId} was told ${first.told} times and acted on ${first.acted} times`;
  return { name: 'acts', ok: first === undefined && commands.length > 0, text };
}

export function judgeSpread(commands: readonly ActedCommand[]): Verdict | undefined {
  const spread = commands.flatMap(({ syncId, spreadMs, acted, bins }) =>
    spreadMs === undefined
      ? []
      : [{ syncId, most: mostInASecond(bins), bound: spreadBound(acted, spreadMs) }],
  );
  const worst = spread.toSorted((a, b) => b.most / b.bound - a.most / a.bound)[0];
  if (worst === undefined) return undefined;
  const { syncId, most, bound } = worst;
  const figures = `${most} requests in one second after command ${syncId}, the bound is ${Math.round(bound)}`;
  const ok = most <= bound;
  return { name: 'spread', ok, text: ok ? `at most ${figures}` : figures };
}

export function judgeInstants(
  commands: readonly ActedCommand[],
  withinMs: number,
): Verdict | undefined {
  const instants = commands.filter(({ spreadMs }) => spreadMs === undefined);
  if (instants.length === 0) return undefined;
  const sum = (of: (command: ActedCommand) => number) =>
    instants.reduce((all, c) => all + of(c), 0);
  const furthest = instants.reduce((a, b) =>
    Math.abs(b.furthestMs) > Math.abs(a.furthestMs) ? b : a,
  ).furthestMs;
  const off = sum((command) => command.off);
  const acted = sum((command) => command.acted);
  const text =
    `${acted - off} of ${acted} acts on ${instants.length} instants came within ${withinMs} ms of ` +
    `them, the furthest ${Math.round(furthest)} ms`;
  return { name: 'instants', ok: off <= acted * offShare, text };
}
