import { availableParallelism } from 'node:os';

const taskset = process.platform === 'linux' ? Bun.which('taskset') : null;

/** A server of the tool's own has a core to itself: neither takes what the other is measured by. */
export const serverCore = 0;

/** What goes in front of a command that shall keep off the server's core; nothing where that can't be. */
export function besideServer(): string[] {
  const last = availableParallelism() - 1;
  if (taskset === null || last < 1) return [];
  return [taskset, '--cpu-list', last === 1 ? '1' : `1-${last}`];
}
