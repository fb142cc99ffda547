import { availableParallelism } from 'node:os';

const taskset = availableParallelism() > 1 ? Bun.which('taskset') : null;

/** Servers and load on a core each: what one takes is never missing to the other. */
export const cores = taskset === null ? undefined : ({ server: 0, load: 1 } as const);

/** Keeps this process, with the threads it has, on one core; gives what lets it run on all again. */
export function pinThisProcess(core: number): () => void {
  const setTo = (list: string) => {
    if (taskset === null) return;
    const command = [taskset, '--all-tasks', '--cpu-list', '--pid', list, String(process.pid)];
    Bun.spawnSync(command, { stdout: 'ignore', stderr: 'ignore' });
  };
  setTo(`${core}`);
  return () => setTo(`0-${availableParallelism() - 1}`);
}
