#!/usr/bin/env bun
import colours from 'picocolors';
import { exitCodes } from './cli/command.ts';
import { optionLines } from './cli/option-lines.ts';
import { parseOptions } from './cli/options.ts';
import { UsageError } from './cli/usage-error.ts';
import { clusterOptions, clusterOrder } from './cluster/cluster-options.ts';
import { runCluster } from './cluster/run-cluster.ts';
import { onInterrupt } from './run/interrupts.ts';

function help(): string {
  return [
    'Usage: npm run cluster -- [--OPTION VALUE …]',
    '',
    'A cluster on this machine, for trying: PostgreSQL, NATS, nodes in development mode, and a front',
    'that leads to them. It needs the Debian packages postgresql, nats-server and haproxy (without',
    'the last a balancer of its own); as root they are installed when they are missing.',
    '',
    'Options:',
    ...optionLines(clusterOptions),
    '',
  ].join('\n');
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h') || args[0] === 'help') {
    console.log(help());
    return exitCodes.passed;
  }
  const order = clusterOrder(parseOptions(args, clusterOptions, 'cluster'));
  const progress = (text: string) => console.error(colours.dim(`eagre: ${text}`));
  const ended = Promise.withResolvers<void>();
  onInterrupt(() => {
    progress('stopping; a second Ctrl+C stops at once');
    ended.resolve();
  });
  await runCluster(order, {
    print: (text) => console.log(text),
    progress,
    ended: ended.promise,
    input: process.stdin,
  });
  progress('stopped');
  return exitCodes.passed;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`${colours.red('eagre cluster:')} ${message}`);
  if (!(error instanceof UsageError)) process.exit(exitCodes.couldNotRun);
  console.error(colours.dim('  npm run cluster -- --help tells what there is'));
  process.exit(exitCodes.badUsage);
}
