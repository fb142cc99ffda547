/**
 * A factor of the mean rate over time. It is asked once for each step of a generator, at times that
 * never go back; shapes that have chance in them go on by one step each time.
 */
export interface Shape {
  /** `offsetMs` from the start of the traffic. 0 or more. */
  at(offsetMs: number): number;
}

/** A sudden rise, as when a host shouts "3, 2, 1, link!". */
export interface Shout {
  atMs: number;
  /** Times the mean rate at its height. */
  factor: number;
  /** From the first reaction to the height, linear. */
  riseMs?: number;
  /** How long it stays there. */
  holdMs?: number;
  /** Then down to 37 % of what is above the mean in so long, and so on. */
  decayMs?: number;
}

/** Twenty times the rate for two seconds has a rise of 0.2 s and is gone some seconds later. */
export function shout({ atMs, factor, riseMs = 200, holdMs = 2000, decayMs = 1000 }: Shout): Shape {
  return {
    at(offsetMs) {
      const since = offsetMs - atMs;
      if (since < 0) return 1;
      if (since < riseMs) return 1 + (factor - 1) * (since / riseMs);
      const past = Math.max(0, since - riseMs - holdMs);
      return 1 + (factor - 1) * Math.exp(-past / decayMs);
    },
  };
}

export interface DailyPeaks {
  /** A day in the time of the traffic; 86,400,000 / dayMs is how often time is compressed. */
  dayMs: number;
  /** Hours of the day at which peaks are; 9 and 22 unless told. */
  hours?: readonly number[];
  /** Times the rate between the peaks. */
  factor: number;
  /** From 61 % to 61 % of a peak's height, in hours of the day. */
  widthHours?: number;
}

/** Every day at the same hours everybody comes. Between the peaks the factor is 1; starts at midnight. */
export function dailyPeaks({ dayMs, hours = [9, 22], factor, widthHours = 1 }: DailyPeaks): Shape {
  const deviation = widthHours / 2;
  return {
    at(offsetMs) {
      const hour = ((offsetMs / dayMs) * 24) % 24;
      let height = 0;
      for (const peak of hours) {
        const apart = Math.abs(hour - peak);
        const distance = Math.min(apart, 24 - apart) / deviation;
        height += Math.exp((-distance * distance) / 2);
      }
      return 1 + (factor - 1) * height;
    },
  };
}

/** From one factor to another, in a straight line; constant before and after. */
export function ramp(fromMs: number, toMs: number, from: number, to: number): Shape {
  return {
    at(offsetMs) {
      const done = Math.min(1, Math.max(0, (offsetMs - fromMs) / Math.max(1, toMs - fromMs)));
      return from + (to - from) * done;
    },
  };
}
