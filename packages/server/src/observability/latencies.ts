/** Steps of one power of ten: (0.1, 1] ms, (1, 10], … up to 100 s, in 90 equal parts each. */
const decades = 6;
const perDecade = 90;

/** Buckets: one for all up to 0.1 ms, then those of the decades. */
export const latencyBucketCount = 1 + decades * perDecade;

/** Longest that is told apart; what took longer counts as this. ms. */
export const longestLatencyMs = 100_000;

/**
 * How long something took, each time since the start. An observation is a division and two additions
 * and allocates nothing, so that hot paths can afford one for each frame. Buckets are so narrow that
 * the upper bound of one, which is what is told, is at most a tenth more than what was observed, and
 * exact at two digits.
 */
export class Latencies {
  /** Observations by bucket. */
  readonly counts = new Float64Array(latencyBucketCount);
  count = 0;
  sumMs = 0;

  /** Less than nothing, as clocks of two machines may have it, is nothing. */
  took(ms: number): void {
    const bucket = bucketOf(ms);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count += 1;
    this.sumMs += Math.max(0, ms);
  }

  /** Observations that took no longer. Exact when two digits say how long. */
  upTo(ms: number): number {
    const last = bucketOf(ms);
    let sum = 0;
    for (let bucket = 0; bucket <= last; bucket += 1) sum += this.counts[bucket] ?? 0;
    return sum;
  }
}

/** Bounds belong to the bucket below. */
function bucketOf(ms: number): number {
  if (!(ms > firstBoundMs)) return 0;
  if (ms >= longestLatencyMs) return latencyBucketCount - 1;
  let topMs = 1;
  let before = 0;
  while (ms > topMs) {
    topMs *= 10;
    before += perDecade;
  }
  return before + Math.ceil((ms * 100) / topMs - roundingError) - 10;
}

/** The longest that an observation of the bucket took. ms. */
export function latencyBound(bucket: number): number {
  if (bucket === 0) return firstBoundMs;
  const decade = Math.floor((bucket - 1) / perDecade);
  const part = ((bucket - 1) % perDecade) + 1;
  return ((part + 10) * 10 ** decade) / 100;
}

const firstBoundMs = 0.1;
/** 1.1 times 100 is a little more than 110. */
const roundingError = 1e-9;
