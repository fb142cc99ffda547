import { fileURLToPath } from 'node:url';
import { ChildProcess, tempDir } from '@eagre/testkit';

const program = fileURLToPath(new URL('./serve-in-memory.ts', import.meta.url));

export interface WorkersProcess extends AsyncDisposable {
  parent: ChildProcess;
  url: string;
  /** Of each worker, from the first. */
  admin: (number: number) => string;
  /** Process ids of workers, in the order in which they became ready. */
  pids(): number[];
}

export interface WorkersProcessOptions {
  workers: number;
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Default: a program whose nodes need no servers. */
  main?: string;
}

/** A parent with its workers, in development mode; not waited for. */
export async function startWorkers(options: WorkersProcessOptions): Promise<WorkersProcess> {
  const { workers, flags = [], env = {}, main = program } = options;
  const data = tempDir();
  const port = portsInARow(workers + 1);
  const adminPort = port + 1;
  const parent = ChildProcess.start(
    [
      ...[process.execPath, main, 'serve', '--dev', '--cluster', '--node=n'],
      ...['--log-format=json', '--log-level=info', '--postgres=postgres://db', '--nats=nats://bus'],
      ...[`--workers=${workers}`, `--port=${port}`, `--admin-port=${adminPort}`],
      ...[`--data=${data.path}`, '--drain-ms=300', ...flags],
    ],
    { env },
  );
  return {
    parent,
    url: `http://127.0.0.1:${port}`,
    admin: (number) => `http://127.0.0.1:${adminPort + number - 1}`,
    pids: () =>
      [...parent.output.matchAll(/"pid":(\d+),"msg":"worker ready"/g)].map(([, pid]) =>
        Number(pid),
      ),
    async [Symbol.asyncDispose]() {
      if (parent.exitCode === null) await parent.stop(20_000).catch(() => {});
      data.remove();
    },
  };
}

/**
 * The first of so many free ports. Below those that the system gives to connections: a worker that
 * comes back wants its old one, which must not be some connection's by then.
 */
function portsInARow(count: number): number {
  for (;;) {
    const first = 10_000 + Math.floor(Math.random() * 10_000);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if (ports.every(isFree)) return first;
  }
}

function isFree(port: number): boolean {
  try {
    Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } }).stop(true);
    return true;
  } catch {
    return false;
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
