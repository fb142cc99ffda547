import type { Random } from '@eagre/protocol';
import type { Mark, Percentiles, RunReport, Sample } from '../run-report.ts';
import { fakeServer } from './fake-server.ts';

const seconds = 180;
const devices = 14_000;

/** Three minutes with two faults: the server is stopped for five seconds, then killed. */
export const fakeMarks: readonly Mark[] = [
  mark('phase', 'joining', 0, 24, '14,000 devices come in'),
  mark('phase', 'chat', 24, 90, 'everyone talks'),
  mark('phase', 'item drop', 90, 118, 'a card, then everyone acts'),
  mark('phase', 'chat', 118, 172, 'everyone talks'),
  mark('phase', 'draining', 172, 180, 'what was begun arrives'),
  mark('fault', 'stop 5s', 60, 65, 'SIGSTOP to the server for 5 s'),
  mark('fault', 'kill', 132, 136, 'kill -9, started again after 4 s'),
];

/** A run as real ones look. */
export function fakeReport(random: Random): RunReport {
  const samples = Array.from({ length: seconds }, (_none, i) => fakeSample(i + 1, random));
  return {
    version: 1,
    scenario: 'mixed-night',
    about: 'A few huge rooms, hundreds of middle ones, thousands of small ones, groups and chat',
    command: 'npm run swarm -- mixed-night --minutes 3 --seed 7 --fault stop@60s,kill@132s',
    options: { minutes: 3, devices, rate: 320, shop: 'shop-1' },
    seed: 7,
    startedAt: '2026-11-10T12:00:00.000Z',
    seconds,
    machine: {
      cpu: 'Some processor at 2.5 GHz',
      cores: 2,
      memoryBytes: 24e9,
      kernel: 'Linux 6.1',
      runtime: 'Bun 1.4.5',
    },
    server: { url: 'http://127.0.0.1:8080', version: '0.1.0' },
    processes: 2,
    devices,
    interrupted: false,
    samples,
    totals: {
      counters: {
        connects: devices,
        losses: 14_030,
        reconnects: 14_030,
        sent: 41_200,
        acked: 40_950,
        refused: 250,
        retried: 610,
        entries: 1_930_400,
        reliable: 812_000,
        chat: 24_512_345,
      },
      timers: {
        connect: percentiles(8, 20, random),
        enter: percentiles(5, 20, random),
        ack: percentiles(4, 30, random),
        entries: percentiles(11, 30, random),
        reliable: percentiles(60, 4, random),
        chat: percentiles(210, 2, random),
        late: percentiles(0.4, 8, random),
        loop: percentiles(0.3, 9, random),
      },
    },
    marks: [...fakeMarks],
    verdicts: [
      { name: 'order', ok: true, text: '27.3 M messages in order at 14,000 devices' },
      { name: 'duplicates', ok: true, text: 'none' },
      { name: 'loss', ok: true, text: 'all of 38,400 reliable messages at all devices' },
      {
        name: 'latency',
        ok: false,
        text: 'chat p99 1,210 ms is over the objective of 1,000 ms (outside of faults)',
      },
      { name: 'memory', ok: true, text: '0.2 MB/min over the last 2 minutes' },
    ],
    notes: ['the server was killed at 2:12 and was ready again 4.1 s later'],
    fits: [
      {
        title: 'Chat of the recorded show',
        rows: [
          { figure: 'messages a second, mean', unit: '1/s', recorded: 41.2, generated: 40.8 },
          { figure: 'burstiness (99th / mean)', unit: '', recorded: 3.1, generated: 3.3 },
          { figure: 'size, median', unit: 'B', recorded: 18, generated: 17 },
        ],
      },
    ],
    drops: { 'chat: sender cap': 15_210, 'chat: receiver cap': 2_400, 'frames: closed': 310 },
    own: {},
  };
}

function fakeSample(second: number, random: Random): Sample {
  const about = (value: number) => value * (0.85 + 0.3 * random.next());
  const joined = Math.min(1, second / 22);
  const isStopped = second > 60 && second <= 65;
  const isAway = second > 132 && second <= 136;
  const back = second > 136 ? Math.min(1, (second - 136) / 6) : 1;
  const online = Math.round(devices * joined * (isAway ? 0 : back));
  const isRush = second > 90 && second <= 118;
  const isBusy = second > 24 && second <= 172;
  const rate = isBusy ? about(isRush ? 900 : 250) : 0;
  const works = !isStopped && !isAway;
  const strain = 1 + (isRush ? 2.2 : 0) + (second > 65 && second < 72 ? 12 : 0) + (1 - back) * 6;
  const server = fakeServer({ second, online, rate, works, isRush, random });
  return {
    atMs: second * 1000,
    spanMs: 1000,
    gauges: { online, inRooms: Math.round(online * 0.93) },
    counters: {
      ...(second <= 22 ? { connects: Math.round(devices / 22) } : {}),
      ...(second === 133 ? { losses: devices } : {}),
      ...(second > 136 && back < 1 ? { reconnects: Math.round(devices / 6) } : {}),
      sent: Math.round(rate),
      acked: works ? Math.round(rate) : 0,
      ...(isRush ? { refused: Math.round(about(10)) } : {}),
      entries: works ? Math.round(rate * 45) : 0,
      reliable: works && isBusy ? Math.round(about(5000)) : 0,
      chat: works ? Math.round(rate * about(600)) : 0,
    },
    timers: {
      ...(second <= 22 || back < 1 ? { connect: percentiles(8 * strain, 6, random) } : {}),
      ...(works && isBusy
        ? {
            ack: percentiles(4 * strain, 5, random),
            entries: percentiles(11 * strain, 4, random),
            reliable: percentiles(60 * strain, 2, random),
            chat: percentiles(210 * Math.sqrt(strain), 1.6, random),
          }
        : {}),
      late: percentiles(isRush ? 2 : 0.4, 5, random),
      loop: percentiles(0.3, 5, random),
    },
    loadCpu: isBusy ? about(isRush ? 0.95 : 0.6) : about(0.3),
    ...(server === undefined ? {} : { server }),
  };
}

/** ms; `tail` times the median is about the 99th. */
function percentiles(median: number, tail: number, random: Random): Percentiles {
  const p50 = median * (0.9 + 0.2 * random.next());
  const p99 = p50 * tail * (0.8 + 0.4 * random.next());
  return {
    count: 1000,
    p50,
    p90: p50 + (p99 - p50) * 0.4,
    p99,
    p999: p99 * 1.3,
    max: p99 * (1.4 + random.next()),
  };
}

function mark(kind: Mark['kind'], name: string, from: number, to: number, about: string): Mark {
  return { kind, name, about, atMs: from * 1000, endMs: to * 1000 };
}
