import { realClock } from '@eagre/protocol';
import { createLogger } from '../observability/logger.ts';
import type { ServeOptions } from './serve.ts';
import { stopSignals } from './stop-signals.ts';
import { workerOf } from './workers/worker-link.ts';
import { spawnWorkers } from './workers/worker-process.ts';

/** The words behind the program's name. */
export const args: readonly string[] = process.argv.slice(2);

/** `serve` in this process: its signals, its outputs, its parent. */
export function servesHere(createNode: ServeOptions['createNode']): ServeOptions {
  return {
    createNode,
    createLogger: ({ logFormat, logLevel }) =>
      createLogger({
        format: logFormat,
        level: logLevel,
        write: (line) => void process.stderr.write(line),
        now: () => realClock.now(),
      }),
    signals: () => stopSignals((signal, heard) => process.on(signal, heard)),
    onHangup: (heard) => void process.on('SIGHUP', heard),
    worker: () => workerOf(process.env, process),
    spawnWorker: spawnWorkers(args),
  };
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
