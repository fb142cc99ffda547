import { build, type Histogram } from 'hdr-histogram-js';

/** Of whole numbers from 1 on, to three digits. */
export function histogramOf(highest: number): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highest,
    numberOfSignificantValueDigits: 3,
  });
}

export function percent(part: number, whole: number): number {
  return (part / whole) * 100;
}
