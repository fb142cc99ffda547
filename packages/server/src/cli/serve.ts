import { resolve as resolvePath } from 'node:path';
import type { Config } from '../config/schema.ts';
import { AddressInUseError, type Node } from '../node/node-types.ts';
import type { Logger } from '../observability/logger.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { version } from '../version.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { StopSignals } from './stop-signals.ts';
import { welcomeText } from './welcome.ts';
import { takeWords } from './words.ts';

export interface ServeOptions {
  createNode(config: Config, logger: Logger): Promise<Node>;
  createLogger(config: Config): Logger;
  signals(): StopSignals;
}

/** Runs a node until a signal. */
export function serveCommand(options: ServeOptions): Command {
  return async ({ resolve, words, print }) => {
    takeWords(words, 0, 'serve [flags]');
    const { config } = resolve();
    requireApps(config);
    const logger = options.createLogger(config);
    const signals = options.signals();
    const node = await started(options, config, logger);
    const dev = node.devApiKey === undefined ? {} : { dev: { apiKey: node.devApiKey } };
    if (config.logFormat === 'text') {
      const data = resolvePath(config.data);
      print(welcomeText({ version, url: node.address.url, data, ...dev }));
    }
    logger.info({ url: node.address.url, version }, 'serving');
    const signal = await signals.first;
    logger.info({ signal, drainMs: config.drainMs }, 'stopping');
    if (config.logFormat === 'text') print('Stopping; a second Ctrl+C stops at once.');
    const stopped = node.stop();
    const hurried = signals.second.then(() => node.stop({ drainMs: 0 }));
    await Promise.race([stopped, hurried]);
    await stopped;
    logger.info({}, 'stopped');
    return exitCodes.ok;
  };
}

function requireApps(config: Config): void {
  if (config.dev || config.apps.length > 0) return;
  throw new CliError(
    exitCodes.usage,
    'no apps are configured, so nobody could connect: put "apps" into the file of --config ' +
      '(`eagre key APP` makes what they need), or use --dev on this machine',
  );
}

async function started(options: ServeOptions, config: Config, logger: Logger): Promise<Node> {
  try {
    const node = await options.createNode(config, logger);
    await node.start();
    return node;
  } catch (error) {
    if (error instanceof AddressInUseError) {
      throw new CliError(
        exitCodes.addressInUse,
        `${error.message}; stop it, or take another port with --port or EAGRE_PORT`,
        error,
      );
    }
    if (error instanceof StoreOpenError) throw new CliError(exitCodes.failed, error.message, error);
    throw error;
  }
}
