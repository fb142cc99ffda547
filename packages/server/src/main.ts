#!/usr/bin/env bun
import { realClock } from '@eagre/protocol';
import { backupCommand } from './cli/backup.ts';
import { restoreCommand } from './cli/restore.ts';
import { runCli } from './cli/run-cli.ts';
import { serveCommand } from './cli/serve.ts';
import { configCommand, keyCommand, versionCommand } from './cli/small-commands.ts';
import { stopSignals } from './cli/stop-signals.ts';
import { createNode } from './node.ts';
import { createLogger } from './observability/logger.ts';

process.exitCode = await runCli({
  args: process.argv.slice(2),
  environment: process.env,
  commands: {
    serve: serveCommand({
      createNode: (config, logger) => createNode({ config, logger }),
      createLogger: ({ logFormat, logLevel }) =>
        createLogger({
          format: logFormat,
          level: logLevel,
          write: (line) => void process.stderr.write(line),
          now: () => realClock.now(),
        }),
      signals: () => stopSignals((signal, heard) => process.on(signal, heard)),
    }),
    backup: backupCommand,
    restore: restoreCommand(realClock),
    config: configCommand,
    key: keyCommand,
    version: versionCommand,
  },
  print: (text) => void process.stdout.write(`${text}\n`),
  printError: (text) => void process.stderr.write(`${text}\n`),
});
