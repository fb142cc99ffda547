import type { ResolvedConfig } from '../config/resolve.ts';
import type { Config } from '../config/schema.ts';
import { limits as allLimits } from '../limits.ts';
import { AddressInUseError, type Node, type NodeOptions } from '../node/node-types.ts';
import type { Logger } from '../observability/logger.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { TimelineError } from '../timeline/timeline.ts';
import { version } from '../version.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { serveWorkers } from './serve-workers.ts';
import type { StopSignals } from './stop-signals.ts';
import { welcomeText } from './welcome.ts';
import { takeWords } from './words.ts';
import type { Worker } from './workers/worker-link.ts';
import { workerConfig } from './workers/worker-place.ts';
import type { SpawnWorker } from './workers/worker-process.ts';
import type { SlotLimits } from './workers/worker-slot.ts';

export interface ServeOptions {
  createNode(options: NodeOptions & { config: Config }): Promise<Node>;
  createLogger(config: Config): Logger;
  /** Of a process that people and service managers stop. */
  signals(): StopSignals;
  onHangup(heard: () => void): void;
  /** Defined when this process is one of the workers of another. */
  worker(): Worker | undefined;
  spawnWorker: SpawnWorker;
  /** Of the life of workers; default those of `limits.ts`. */
  limits?: SlotLimits;
}

/** Runs a node, or several in as many processes, until a signal. */
export function serveCommand(options: ServeOptions): Command {
  return async ({ resolve, words, print }) => {
    takeWords(words, 0, 'serve [flags]');
    const settings = () => {
      const resolved = resolve();
      requireApps(resolved.config);
      return resolved;
    };
    const worker = options.worker();
    const { config: given, originOf } = settings();
    const config = worker === undefined ? given : workerConfig(given, worker.place);
    const logger = loggerOf(options, config, worker !== undefined);
    try {
      if (worker !== undefined || config.workers === 1) {
        return await serveNode({ ...options, config, originOf, logger, print, worker });
      }
      const { spawnWorker: spawn, onHangup, limits = allLimits } = options;
      const signals = options.signals();
      return await serveWorkers({
        ...{ config, logger, spawn, signals, onHangup, limits, print },
        reread: () => settings().config,
      });
    } catch (error) {
      throw asCliError(error);
    } finally {
      worker?.link.close();
    }
  };
}

/** Of several nodes that write into one stream each line says whose it is. */
function loggerOf(options: ServeOptions, config: Config, isWorker: boolean): Logger {
  const logger = options.createLogger(config);
  const isNode = config.cluster && (isWorker || config.workers === 1);
  return isNode ? logger.child({ node: config.node }) : logger;
}

interface NodeService extends Pick<ServeOptions, 'createNode' | 'signals'> {
  config: Config;
  originOf: ResolvedConfig['originOf'];
  logger: Logger;
  print(text: string): void;
  worker: Worker | undefined;
}

async function serveNode(service: NodeService): Promise<number> {
  const { config, logger, print, worker } = service;
  const signals = worker?.link.signals ?? service.signals();
  const isTold = worker === undefined && config.logFormat === 'text';
  const node = await started(service, signals);
  if (node !== undefined) {
    const { url, port } = node.address;
    if (isTold) print(welcomeText({ ...config, port }, node.devKeys));
    logger.info({ url, version }, 'serving');
    worker?.link.ready();
    const signal = await signals.first;
    const { drainDelayMs, drainMs } = config;
    logger.info({ signal, drainDelayMs, drainMs }, 'stopping');
    if (isTold) print('Stopping; a second Ctrl+C stops at once.');
    const stopped = node.stop();
    const hurried = signals.second.then(() => node.stop({ drainMs: 0 }));
    await Promise.race([stopped, hurried]);
    await stopped;
  }
  logger.info({}, 'stopped');
  return exitCodes.ok;
}

function requireApps(config: Config): void {
  if (config.dev || config.apps.length > 0) return;
  throw new CliError(
    exitCodes.usage,
    'no apps are configured, so nobody could connect: put "apps" into the file of --config ' +
      '(`eagre key APP` makes what they need), or use --dev on this machine',
  );
}

/** Undefined when it was stopped while it waited for its store. */
async function started(
  { createNode, config, originOf, logger, worker }: NodeService,
  signals: StopSignals,
): Promise<Node | undefined> {
  const abort = new AbortController();
  void signals.first.then((signal) => abort.abort(signal));
  try {
    const sharesPort = worker !== undefined;
    const node = await createNode({
      ...{ config, originOf, logger, sharesPort },
      abort: abort.signal,
    });
    await node.start();
    return node;
  } catch (error) {
    if (abort.signal.aborted && error === abort.signal.reason) return undefined;
    throw error;
  }
}

/** What an operator can mend is told without a stack. */
function asCliError(error: unknown): unknown {
  if (error instanceof AddressInUseError) {
    return new CliError(
      exitCodes.addressInUse,
      `${error.message}; stop it, or take another port with --port or EAGRE_PORT`,
      error,
    );
  }
  if (error instanceof StoreOpenError || error instanceof TimelineError) {
    return new CliError(exitCodes.failed, error.message, error);
  }
  return error;
}
