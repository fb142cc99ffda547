import { createNode, openMemoryTimeline } from '@eagre/server';
import { MemoryBus } from '../../../src/bus/bus-memory.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { serveCommand } from '../../../src/cli/serve.ts';
import { args, print, printError, servesHere } from '../../../src/cli/this-process.ts';
import { limits } from '../../../src/limits.ts';

/** The program with nodes that need no servers, and know nothing of each other. */
const serve = serveCommand({
  ...servesHere(async (options) => {
    // To be seen ending again and again: by name, since each worker has the same command line.
    if (process.env['TEST_FAILS'] === options.config.node) {
      setTimeout(() => process.exit(9), Number(process.env['TEST_FAILS_AFTER_MS'] ?? 0));
    }
    if (process.env['TEST_NEVER_READY']) throw new Error('no store');
    return createNode({
      ...options,
      bus: new MemoryBus(),
      openTimeline: async (open) => openMemoryTimeline(open),
    });
  }),
  limits: { ...limits, workerDeaths: 3 },
});

process.exitCode = await runCli({
  args,
  environment: process.env,
  commands: { serve },
  print,
  printError,
});
