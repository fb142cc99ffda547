import type { Verdict } from '../../verdict/verdict.ts';
import type { Phase } from './phases.ts';

/** The server's memory when a peak was over. Bytes. */
export interface PeakMemory {
  name: string;
  residentBytes: number;
}

/** Hours of the day at which peaks begin, and for how long they last. */
const peakHours = [9, 22] as const;
const peakLasts = 2;
/** The first peaks fill caches; from the third on the peaks are compared with the second. */
const warmPeaks = 2;
/** Growth over the warm peak that is taken for chance. */
const grownShare = 0.25;
const grownBytes = 48 * 2 ** 20;
const mebibyte = 2 ** 20;

/** What visitors do: they come at a peak, and go after it. Within so many seconds. */
export interface Comings {
  comeWithin(seconds: number): Promise<void>;
  goWithin(seconds: number): Promise<void>;
}

export interface PeakDays<Name extends string> {
  days: number;
  secondsPerDay: number;
  /** Times the plain rate at a peak. */
  factor: number;
  /** Of which the rate is that much greater. */
  parts: readonly Name[];
}

export interface PeakSpell<Name extends string> {
  name: string;
  /** The quiet time before a peak, and the peak. */
  phases: Phase<Name>[];
}

/** Each peak with the hours before it; visitors are there at the end of each. */
export function peakSpells<Name extends string>(
  { days, secondsPerDay, factor, parts }: PeakDays<Name>,
  visitors: Comings,
): PeakSpell<Name>[] {
  const perHour = secondsPerDay / 24;
  const paces = Object.fromEntries(parts.map((part) => [part, factor])) as Record<Name, number>;
  return Array.from({ length: days * peakHours.length }, (_peak, at) => {
    const turn = at % peakHours.length;
    const hour = peakHours[turn] as number;
    // The last peak of a day ends at midnight.
    const since = turn === 0 ? 0 : (peakHours[turn - 1] as number) + peakLasts;
    const clock = `day ${1 + Math.floor(at / peakHours.length)}, ${String(hour).padStart(2, '0')}:00`;
    return {
      name: clock,
      phases: [
        {
          name: `before ${clock}`,
          seconds: (hour - since) * perHour,
          act: () => visitors.goWithin(perHour),
        },
        {
          name: clock,
          seconds: peakLasts * perHour,
          paces,
          act: () => visitors.comeWithin(perHour / 2),
        },
      ],
    };
  });
}

/** Whether the server's memory is flat from peak to peak; undefined when there were too few. */
export function judgePeaks(peaks: readonly PeakMemory[]): Verdict | undefined {
  const warm = peaks[warmPeaks - 1];
  const later = peaks.slice(warmPeaks);
  if (warm === undefined || later.length === 0) return undefined;
  const most = warm.residentBytes * (1 + grownShare) + grownBytes;
  // The last one, not the greatest: what is given back has not grown.
  const last = later.at(-1) as PeakMemory;
  const told = (bytes: number) => `${Math.round(bytes / mebibyte)} MiB`;
  const how = `after ${warm.name} ${told(warm.residentBytes)}, after ${last.name} ${told(last.residentBytes)}`;
  return {
    name: 'memory.peaks',
    ok: last.residentBytes <= most,
    text: `the server's memory: ${how}; at most ${told(most)}`,
  };
}
