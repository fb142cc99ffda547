import type { Random } from '@eagre/protocol';
import type { ServerSample } from '../run-report.ts';
import { serverSample } from './server-sample.ts';

export interface Moment {
  second: number;
  online: number;
  /** Messages sent a second. */
  rate: number;
  /** False while it is stopped or dead. */
  works: boolean;
  isRush: boolean;
  random: Random;
}

/** What a server under such a load tells of itself. */
export function fakeServer(moment: Moment): ServerSample | undefined {
  const { second, online, rate, works, isRush, random } = moment;
  if (!works) return undefined;
  const about = (value: number) => value * (0.8 + 0.4 * random.next());
  const afterStart = second > 136 ? second - 136 : second;
  return serverSample({
    cpu: Math.min(1.05, 0.05 + about(rate / 1100) + (afterStart < 22 ? about(0.3) : 0)),
    residentBytes: 90e6 + online * 6000 + afterStart * 150_000,
    lagMs: about(isRush ? 18 : 2) + (second === 66 ? 120 : 0),
    connections: online,
    roomDevices: Math.round(online * 0.93),
    framesOutPerSecond: about(online * 2.5),
    bytesOutPerSecond: about(online * 2200),
    commandsPerSecond: about(rate),
    rowsPerSecond: about(rate * 0.4),
    storeMs: about(isRush ? 7 : 2.5),
    drops: isRush
      ? {
          'chat: sender cap': Math.round(about(550)),
          'chat: receiver cap': Math.round(about(90)),
          ...(second % 5 === 0 ? { 'frames: entries behind': Math.round(about(60)) } : {}),
        }
      : {},
    refusals: isRush ? { 'rate limited': Math.round(about(10)) } : {},
    overload: isRush && second > 108 ? ['lag'] : [],
  });
}
