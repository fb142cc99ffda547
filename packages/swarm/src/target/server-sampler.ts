import type { ServerSample } from '../report/run-report.ts';
import { type MetricLine, metricLines } from './metrics.ts';

/** A sample is wanted each second; one that came later would be of another second. */
const answerWithinMs = 900;

/** Counters of what was left out: the label that says why, and what it is called in reports. */
const drops: readonly LabelledCounter[] = [
  { name: 'eagre_drops_total', label: 'reason', called: 'frames' },
  { name: 'eagre_room_chat_dropped_total', label: 'reason', called: 'chat' },
  { name: 'eagre_ephemerals_dropped_total', label: 'lane', called: 'ephemeral' },
  { name: 'eagre_room_refused_chat_total', called: 'chat: frame refused' },
];

const refusals: readonly LabelledCounter[] = [
  { name: 'eagre_commands_total', label: 'result', called: '', without: 'ok' },
  { name: 'eagre_commands_refused_total', called: 'entrance' },
];

interface LabelledCounter {
  name: string;
  label?: string;
  called: string;
  /** The value of the label that means that all is well. */
  without?: string;
}

/** Samples a server's own figures through `GET /metrics`; what grows is told as differences. */
export class ServerSampler {
  readonly #url: string;
  readonly #note: (text: string) => void;
  /** As it names itself; undefined before the first answer. */
  #node: string | undefined;
  /** It is a front that asks now this node, now that: no figure follows from another. */
  #isFront = false;
  #last: { atMs: number; values: Map<string, number> } | undefined;

  /** `url` is the server's, without a path. `note`: why there will be no samples. */
  constructor(url: string, note: (text: string) => void = () => {}) {
    this.#note = note;
    this.#url = `${url.replace(/\/$/, '')}/metrics`;
  }

  /**
   * How the server stands, and what grew since the last sample: nothing at the first. Undefined when the
   * server does not answer in time, and for good once two nodes of a cluster have answered.
   */
  async sample(): Promise<ServerSample | undefined> {
    const lines = await this.#read();
    if (lines === undefined) return undefined;
    const { perSecond, by } = this.#growthTo(lines);
    const state = (name: string) => sum(lines.filter((line) => line.name === name));
    return {
      cpu: perSecond('process_cpu_seconds_total'),
      residentBytes: state('process_resident_memory_bytes'),
      lagMs: state('eagre_event_loop_lag_seconds') * 1000,
      connections: state('eagre_connections'),
      roomDevices: state('eagre_room_present_devices'),
      framesOutPerSecond: perSecond(
        'eagre_frames_out_total',
        'eagre_delivered_frames_total',
        'eagre_room_frames_total',
      ),
      // The server counts characters; in ASCII, as frames mostly are, they are bytes.
      bytesOutPerSecond: perSecond('eagre_delivered_chars_total', 'eagre_room_chars_total'),
      commandsPerSecond: perSecond('eagre_commands_total', 'eagre_commands_refused_total'),
      rowsPerSecond: perSecond('eagre_rows_total'),
      storeMs: state('eagre_batch_seconds') * 1000,
      drops: by(drops),
      refusals: by(refusals),
      overload: lines
        .filter(({ name, value }) => name === 'eagre_overload' && value > 0)
        .map(({ labels }) => labels['cause'] ?? 'overload'),
    };
  }

  async #read(): Promise<MetricLine[] | undefined> {
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(answerWithinMs) });
      const text = await answer.text();
      if (!answer.ok || !this.#isOfOne(answer.headers.get('eagre-node') ?? '')) return undefined;
      return metricLines(text);
    } catch {
      return undefined;
    }
  }

  #isOfOne(node: string): boolean {
    this.#node ??= node;
    if (node !== this.#node && !this.#isFront) {
      this.#isFront = true;
      this.#note(
        'no figures of the server: its metrics come from several nodes; name them with ' +
          '--nodes http://NODE1:PORT,http://NODE2:PORT',
      );
    }
    return !this.#isFront;
  }

  #growthTo(lines: readonly MetricLine[]) {
    const atMs = performance.now();
    const values = new Map(lines.map(({ series, value }) => [series, value]));
    const last = this.#last ?? { atMs: atMs - 1000, values };
    this.#last = { atMs, values };
    const counters = lines.filter(({ name }) => name.endsWith('_total'));
    // What only grows and is less than before belongs to a new process: all of it counts from zero.
    const isNew = counters.some(({ series, value }) => value < (last.values.get(series) ?? 0));
    const grown = counters.map((line) => ({
      ...line,
      value: isNew ? line.value : line.value - (last.values.get(line.series) ?? 0),
    }));
    const seconds = Math.max(0.001, (atMs - last.atMs) / 1000);
    return {
      perSecond: (...names: readonly string[]) =>
        sum(grown.filter(({ name }) => names.includes(name))) / seconds,
      by: (table: readonly LabelledCounter[]) => byReason(grown, table),
    };
  }
}

/** What grew, by what it is called; what did not grow is left out. */
function byReason(
  grown: readonly MetricLine[],
  table: readonly LabelledCounter[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, label, called, without } of table) {
    for (const { labels, value } of grown.filter((line) => line.name === name)) {
      const why = label === undefined ? '' : (labels[label] ?? '');
      if (value === 0 || (label !== undefined && why === without)) continue;
      const reason = [called, why.replaceAll('_', ' ')].filter((part) => part !== '').join(': ');
      counts[reason] = (counts[reason] ?? 0) + value;
    }
  }
  return counts;
}

function sum(values: readonly { value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}
