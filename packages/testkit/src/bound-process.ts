import { ChildProcess, type StartOptions } from './process.ts';

export interface BoundOptions extends StartOptions {
  /** The only core on which it runs, from 0; any unless told. */
  readonly core?: number;
}

const isLinux = process.platform === 'linux';
const running = new Set<number>();
let isListening = false;

/**
 * A program that ends with this process, whatever ends it: on Linux the kernel kills it then, even
 * after a kill -9 of ours; elsewhere every end that this process notices itself does. It has a session
 * of its own, so that Ctrl-C in the terminal reaches us alone. The child's id is the program's.
 */
export function startBound(command: readonly string[], options: BoundOptions = {}): ChildProcess {
  const { core, ...rest } = options;
  const child = ChildProcess.start([...wrapping(core), ...command], rest);
  if (!isListening) process.on('exit', killAll);
  isListening = true;
  running.add(child.pid);
  void child.exited.then(() => running.delete(child.pid));
  return child;
}

/** Each of these becomes the next program without a fork. */
function wrapping(core: number | undefined): string[] {
  if (!isLinux) return [];
  return [
    ...(Bun.which('setsid') === null ? [] : ['setsid']),
    ...(Bun.which('setpriv') === null ? [] : ['setpriv', '--pdeathsig', 'KILL', '--']),
    ...(core === undefined || Bun.which('taskset') === null
      ? []
      : ['taskset', '--cpu-list', `${core}`]),
  ];
}

function killAll(): void {
  for (const pid of running) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself a moment ago.
    }
  }
}
