#!/usr/bin/env bun
import colours from 'picocolors';
import { exitCodes } from './cli/command.ts';
import { commandNamed, generalHelp } from './cli/commands.ts';
import { UsageError } from './cli/usage-error.ts';

async function main([word, ...args]: readonly string[]): Promise<number> {
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
    const named = args[0];
    console.log(named === undefined ? generalHelp() : commandNamed(named).help());
    return word === undefined ? exitCodes.badUsage : exitCodes.passed;
  }
  const command = commandNamed(word);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(command.help());
    return exitCodes.passed;
  }
  return command.run(args);
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`${colours.red('eagre swarm:')} ${message}`);
  if (!(error instanceof UsageError)) process.exit(exitCodes.couldNotRun);
  console.error(colours.dim('  npm run swarm -- help tells what there is'));
  process.exit(exitCodes.badUsage);
}
