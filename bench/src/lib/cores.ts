import { availableParallelism } from 'node:os';

/** Server and load on a core each: what one takes is never missing to the other. */
export const serverCore = 0;
export const loadCore = 1;

const taskset = availableParallelism() > 1 ? Bun.which('taskset') : null;
const setpriv = process.platform === 'linux' ? Bun.which('setpriv') : null;

export const canPin = taskset !== null;

/** Moves this process, with the threads it has, to the load's core. */
export function pinThisProcess(core: number): void {
  if (taskset === null) return;
  Bun.spawnSync(
    [taskset, '--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)],
    {
      stdout: 'ignore',
      stderr: 'ignore',
    },
  );
}

/**
 * The command on one core, where the system has a way; and, where it has one, so that the kernel ends
 * it when this process ends without a chance to (kill -9).
 */
export function pinned(core: number, command: readonly string[]): string[] {
  return [
    ...(setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', '--']),
    ...(taskset === null ? [] : [taskset, '--cpu-list', String(core)]),
    ...command,
  ];
}
