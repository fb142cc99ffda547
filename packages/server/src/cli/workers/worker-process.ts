import { isFromWorker, type ToWorker } from './worker-messages.ts';
import { placeVariable, type WorkerPlace } from './worker-place.ts';

/** A worker as its parent sees it. */
export interface WorkerProcess {
  readonly pid: number;
  /** Never resolves when it ends before. */
  readonly ready: Promise<void>;
  /** The exit code; a signal counts as 128 + its number. */
  readonly exited: Promise<number>;
  tell(message: ToWorker): void;
  /** kill -9. */
  kill(): void;
}

export type SpawnWorker = (place: WorkerPlace) => WorkerProcess;

/**
 * Starts this program again with the same arguments. It writes to our outputs itself, so that nothing
 * of what it says depends on us.
 */
export function spawnWorkers(args: readonly string[]): SpawnWorker {
  return (place) => {
    const ready = Promise.withResolvers<void>();
    const child = Bun.spawn([...thisProgram(), ...args], {
      env: { ...process.env, ...placeVariable(place) },
      stdio: ['ignore', 'inherit', 'inherit'],
      serialization: 'json',
      ipc(message) {
        if (isFromWorker(message)) ready.resolve();
      },
    });
    return {
      pid: child.pid,
      ready: ready.promise,
      exited: child.exited,
      tell(message) {
        try {
          child.send(message);
        } catch {
          // One that is ending already can't be told, and need not be.
        }
      },
      kill: () => child.kill('SIGKILL'),
    };
  };
}

/** An executable has the program in it; else the runtime is told where it is. */
function thisProgram(): string[] {
  const isExecutable = Bun.main.startsWith('/$bunfs/') || Bun.main.includes('~BUN');
  return isExecutable ? [process.execPath] : [process.execPath, ...process.execArgv, Bun.main];
}
