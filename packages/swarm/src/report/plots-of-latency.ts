import type { TimerName } from '../engine/meter.ts';
import type { Plot, Tone } from './plot.ts';
import type { Percentiles, Sample } from './run-report.ts';
import { line, used } from './series.ts';

/** The times that are promised to somebody, in the order of their weight. */
export const latencies: readonly { timer: TimerName; title: string; about: string }[] = [
  {
    timer: 'entries',
    title: 'Conversation messages',
    about: 'From when a message was due until another device of the conversation had it.',
  },
  {
    timer: 'reliable',
    title: 'Reliable room messages',
    about: 'From when a reliable message of a room was due until a device in the room had it.',
  },
  {
    timer: 'chat',
    title: 'Room chat',
    about:
      'From when a chat message was due until a device showed it; the room’s merging is part of it.',
  },
  {
    timer: 'ack',
    title: 'Answer to a send',
    about: 'From when a message was due until its sender knew that it is stored or taken in.',
  },
  {
    timer: 'connect',
    title: 'Connecting',
    about: 'From the first byte of a connection until the device may work.',
  },
  {
    timer: 'enter',
    title: 'Entering a room',
    about: 'From when a device wanted to enter a room until it was in.',
  },
];

const lines: readonly { name: keyof Percentiles; label: string; tone: Tone; isDashed?: boolean }[] =
  [
    { name: 'p50', label: 'p50', tone: 'c' },
    { name: 'p90', label: 'p90', tone: 'a' },
    { name: 'p99', label: 'p99', tone: 'd' },
    { name: 'max', label: 'max', tone: 'h', isDashed: true },
  ];

export function latencyPlots(samples: readonly Sample[]): Plot[] {
  return latencies.map(({ timer, title, about }) => ({
    id: `latency-${timer}`,
    section: 'Latency',
    title,
    unit: 'ms',
    about,
    kind: 'lines',
    isLog: true,
    series: used(
      lines.map(({ name, label, tone, isDashed }) => ({
        ...line(label, tone, samples, ({ timers }) => timers[timer]?.[name]),
        ...(isDashed === undefined ? {} : { isDashed }),
      })),
    ),
  }));
}
