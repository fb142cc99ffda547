import { realClock } from '@eagre/protocol';
import { openDevApp } from '../auth/dev-app.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../observability/logger.ts';
import { version } from '../version.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { StopSignals } from './stop-signals.ts';
import { welcomeText } from './welcome.ts';
import { claimPort } from './workers/shared-port.ts';
import type { SpawnWorker } from './workers/worker-process.ts';
import type { SlotLimits } from './workers/worker-slot.ts';
import { Workers } from './workers/workers.ts';

export interface ServeWorkersOptions {
  config: Config;
  logger: Logger;
  spawn: SpawnWorker;
  signals: StopSignals;
  /** Asks for a rolling restart, each time. */
  onHangup: (heard: () => void) => void;
  reread: () => Config;
  limits: SlotLimits;
  print(text: string): void;
}

/** Runs a node in each of several processes on one port, until a signal. */
export async function serveWorkers(options: ServeWorkersOptions): Promise<number> {
  const { config, logger, signals, print } = options;
  const port = await claimPort(config.host, config.port);
  // Made here, or each worker would make its own.
  const dev = config.dev ? openDevApp(config.data) : undefined;
  const workers = new Workers({ ...options, clock: realClock, port });
  options.onHangup(() => void workers.roll());
  const start = await Promise.race([workers.start(), signals.first]);
  if (typeof start === 'number') {
    await workers.stop();
    const text = `a worker ended with code ${start} before it was ready; its lines above say why`;
    throw new CliError(start === exitCodes.ok ? exitCodes.failed : start, text);
  }
  if (start === undefined) {
    if (config.logFormat === 'text') print(welcomeText({ ...config, port }, dev));
    logger.info({ port, workers: config.workers, version }, 'serving');
  }
  const failure = await Promise.race([signals.first.then(() => undefined), workers.failed]);
  const why = failure === undefined ? { signal: await signals.first } : { failure };
  logger.info({ ...why, drainMs: config.drainMs }, 'stopping');
  if (config.logFormat === 'text') print('Stopping; a second Ctrl+C stops at once.');
  await workers.stop();
  logger.info({}, 'stopped');
  if (failure !== undefined) throw new CliError(exitCodes.failed, failure);
  return exitCodes.ok;
}
