import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** What happens so often that only its number a second counts. */
export type CounterName =
  /** Devices connected, lost (not closed by the load), and connected again. */
  | 'connects'
  | 'losses'
  | 'reconnects'
  /** Attempts to connect that failed. */
  | 'connectFailures'
  /** Messages: handed to the socket, acknowledged, refused for good, sent once more. */
  | 'sent'
  | 'acked'
  | 'refused'
  | 'retried'
  /** Messages × devices handed over in order: of queues, of rooms' logs, shown as best-effort chat. */
  | 'entries'
  | 'reliable'
  | 'chat'
  | 'frames'
  | 'bytes'
  /** Ranges asked for because something was missing. */
  | 'pulls'
  /** Taps that were acknowledged. */
  | 'taps'
  | 'enters'
  | 'leaves';

/** Times, each from when the thing was due, so that waiting in the tool itself counts. */
export type TimerName =
  /** The first byte of the connection → the answer to `connect`. */
  | 'connect'
  /** `room.enter` was due → answered. */
  | 'enter'
  /** A message was due → acknowledged. */
  | 'ack'
  /** A message of a queue was due → handed over at another device. */
  | 'entries'
  /** A reliable message of a room → handed over. */
  | 'reliable'
  /** A best-effort message of a room → shown. */
  | 'chat'
  /** A message was due → the tool really sent it. More than a few ms: the tool is the bound. */
  | 'late'
  /** How late the tool's own timers are. */
  | 'loop';

/** A state, as it is when asked. */
export type GaugeName = 'online' | 'inRooms';

/** One spell of one process: what grew, what was timed, how it stands. Goes between processes. */
export interface MeterSample {
  counters: Partial<Record<CounterName, number>>;
  /** HdrHistograms of microseconds, compressed, in base64. */
  timers: Partial<Record<TimerName, string>>;
  gauges: Partial<Record<GaugeName, number>>;
}

/** µs: two minutes. */
const longestMicros = 120_000_000;

/** A total that somebody else counts, and what of it was taken already. */
interface Source {
  name: CounterName;
  total: () => number;
  taken: number;
}

/** Counts and times what goes on in one process. */
export class Meter {
  #counters = new Map<CounterName, number>();
  readonly #timers = new Map<TimerName, Histogram>();
  readonly #gauges = new Map<GaugeName, () => number>();
  readonly #sources: Source[] = [];
  /** Nothing is timed that was due before; the start is not the measurement. As `nowMs`. */
  timesFromMs = 0;

  count(name: CounterName, by = 1): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + by);
  }

  time(name: TimerName, ms: number): void {
    let histogram = this.#timers.get(name);
    if (histogram === undefined) {
      histogram = newHistogram();
      this.#timers.set(name, histogram);
    }
    histogram.recordValue(Math.min(longestMicros, Math.max(1, Math.round(ms * 1000))));
  }

  /** `read` is called when a sample is taken. */
  gauge(name: GaugeName, read: () => number): void {
    this.#gauges.set(name, read);
  }

  /** Counts what a total grows by; it is only looked at when a sample is taken. */
  source(name: CounterName, total: () => number): void {
    this.#sources.push({ name, total, taken: total() });
  }

  /** What came since the last sample. */
  take(): MeterSample {
    for (const source of this.#sources) {
      const total = source.total();
      if (total > source.taken) this.count(source.name, total - source.taken);
      source.taken = total;
    }
    const counters = Object.fromEntries(this.#counters);
    this.#counters = new Map();
    const timers: MeterSample['timers'] = {};
    for (const [name, histogram] of this.#timers) {
      if (histogram.totalCount === 0) continue;
      timers[name] = encodeIntoCompressedBase64(histogram);
      histogram.reset();
    }
    const gauges = Object.fromEntries([...this.#gauges].map(([name, read]) => [name, read()]));
    return { counters, timers, gauges };
  }
}

export function newHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMicros,
    numberOfSignificantValueDigits: 3,
  });
}

export function decoded(text: string): Histogram {
  return decodeFromCompressedBase64(text, 32, false);
}
