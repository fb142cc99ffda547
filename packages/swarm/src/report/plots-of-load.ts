import type { Plot } from './plot.ts';
import type { Sample } from './run-report.ts';
import { line, needsLog, rateLine, used } from './series.ts';

/** What the load did: devices, messages in and out. */
export function loadPlots(samples: readonly Sample[]): Plot[] {
  const incoming = used([
    rateLine('Sent', 'a', samples, 'sent'),
    rateLine('Acknowledged', 'c', samples, 'acked'),
    rateLine('Sent once more', 'd', samples, 'retried'),
    rateLine('Refused', 'e', samples, 'refused'),
    rateLine('Taps', 'f', samples, 'taps'),
  ]);
  const outgoing = used([
    rateLine('Room chat', 'a', samples, 'chat'),
    rateLine('Room, reliable', 'b', samples, 'reliable'),
    rateLine('Conversations', 'c', samples, 'entries'),
  ]);
  const common = { section: 'Load', kind: 'lines' } as const;
  return [
    {
      ...common,
      id: 'online',
      title: 'Devices online',
      unit: 'count',
      about: 'Devices that are connected, and those of them that are in a live room.',
      isLog: false,
      series: used([
        line('Connected', 'a', samples, ({ gauges }) => gauges.online ?? 0),
        line('In rooms', 'c', samples, ({ gauges }) => gauges.inRooms ?? 0),
      ]),
    },
    {
      ...common,
      id: 'connections',
      title: 'Connections made and lost',
      unit: 'perSecond',
      about: 'How fast devices come, how many are thrown out, and how fast those come back.',
      isLog: false,
      series: used([
        rateLine('Connected', 'a', samples, 'connects'),
        rateLine('Connected again', 'c', samples, 'reconnects'),
        rateLine('Lost', 'e', samples, 'losses'),
        rateLine('Failed attempts', 'd', samples, 'connectFailures'),
      ]),
    },
    {
      ...common,
      id: 'messages-in',
      title: 'Messages in',
      unit: 'perSecond',
      about: 'What devices send, and what the server says yes to: the lines should lie together.',
      isLog: needsLog(incoming),
      series: incoming,
    },
    {
      ...common,
      id: 'messages-out',
      title: 'Messages out',
      unit: 'perSecond',
      about: 'Messages times devices that got them, in order: each message counts at each device.',
      isLog: needsLog(outgoing),
      series: outgoing,
    },
    {
      ...common,
      id: 'moves',
      title: 'Rooms entered and left',
      unit: 'perSecond',
      about: 'How fast devices move between live rooms.',
      isLog: false,
      series: used([
        rateLine('Entered', 'a', samples, 'enters'),
        rateLine('Left', 'd', samples, 'leaves'),
      ]),
    },
  ];
}

/** How the tool itself stood: a delay that is seen here is not the server's. */
export function ownPlots(samples: readonly Sample[]): Plot[] {
  const common = { section: 'This tool', kind: 'lines' } as const;
  return [
    {
      ...common,
      id: 'own-cpu',
      title: 'Processor of the load',
      unit: 'cores',
      about: 'What the virtual devices took; near the cores that they have, the tool is the bound.',
      isLog: false,
      series: used([line('Load', 'b', samples, ({ loadCpu }) => loadCpu)]),
    },
    {
      ...common,
      id: 'own-lateness',
      title: 'Lateness of the load',
      unit: 'ms',
      about: 'How late the tool sent and woke up: that much of any latency above is its own.',
      isLog: true,
      series: used([
        line('Sending, 99 of 100', 'd', samples, ({ timers }) => timers.late?.p99),
        line('Sending, worst', 'e', samples, ({ timers }) => timers.late?.max),
        line('Its timers, 99 of 100', 'a', samples, ({ timers }) => timers.loop?.p99),
      ]),
    },
  ];
}
