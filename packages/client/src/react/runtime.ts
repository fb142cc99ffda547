import type { Clock } from '@eagre/protocol/clock';
import type { Random } from '@eagre/protocol/random';
import type { Frame } from './frame.ts';

/** What stores time themselves by; other than the real ones in tests only. */
export interface Runtime {
  clock: Clock;
  random: Random;
  frame: Frame;
}
