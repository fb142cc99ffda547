import type { BubbleLine } from './rows.ts';

/** For so long after sending the server lets a message be taken back, unless it is set otherwise. */
const takeBackMs = 2 * 60_000;

/** Whether the menu offers to take a message back; whoever keeps order in a group always may. */
export function mayTakeBack(line: BubbleLine, now: number, keepsOrder: boolean): boolean {
  if (line.type !== 'message') return false;
  return keepsOrder || (line.own && now - line.at < takeBackMs);
}
