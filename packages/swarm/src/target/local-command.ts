import { availableParallelism } from 'node:os';
import { ChildProcess } from '@eagre/testkit';
import { atExit } from './at-exit.ts';

export interface LocalCommandOptions {
  /** The only core on which it runs, from 0; any unless told. */
  core?: number;
  env?: Readonly<Record<string, string>>;
  /** Process whose mounts it sees. */
  mountsOf?: number;
}

const isLinux = process.platform === 'linux';
const programs = {
  setsid: isLinux ? Bun.which('setsid') : null,
  setpriv: isLinux ? Bun.which('setpriv') : null,
  taskset: isLinux && availableParallelism() > 1 ? Bun.which('taskset') : null,
};

/**
 * A program of this machine that ends with this process, whatever ends it: the kernel kills it then,
 * even after a kill -9 of ours. It has a session of its own, so that Ctrl-C in the terminal reaches us
 * alone and we end it in order.
 */
export function startLocal(command: readonly string[], options: LocalCommandOptions = {}) {
  const env = { ...foreignSettings(), ...options.env };
  const child = ChildProcess.start([...wrapping(options), ...command], { env });
  const forget = atExit(() => {
    if (child.exitCode === null) process.kill(child.pid, 'SIGKILL');
  });
  void child.exited.then(forget);
  return child;
}

/** What the environment sets for a server, or for us: a program that we start has its own settings. */
function foreignSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith('EAGRE_'));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Each of these becomes the next program without a fork, so that the child's id is the program's. */
function wrapping({ core, mountsOf }: LocalCommandOptions): string[] {
  const { setsid, setpriv, taskset } = programs;
  return [
    ...(setsid === null ? [] : [setsid]),
    ...(mountsOf === undefined ? [] : ['nsenter', '--target', `${mountsOf}`, '--mount']),
    ...(setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', '--']),
    ...(taskset === null || core === undefined ? [] : [taskset, '--cpu-list', `${core}`]),
  ];
}
