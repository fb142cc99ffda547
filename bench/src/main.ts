import { UsageError } from '@eagre/swarm/cli/usage-error';
import { runAll } from './all/run-all.ts';
import { parseArguments } from './cli/arguments.ts';
import { generalHelp, scenarioHelp } from './cli/help.ts';
import { Progress } from './cli/progress.ts';
import { benchRecord, formatReport } from './cli/report.ts';
import type { OptionValues, Scenario } from './cli/scenario.ts';
import { cleanUp, cleanUpOnSignals } from './lib/cleanup.ts';
import { loadCore, pinThisProcess } from './lib/cores.ts';
import { machine } from './lib/machine.ts';
import { scenarios } from './scenarios.ts';

const badUsage = 2;

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'all') return runAll(args.slice(1), scenarios);
  const { scenario, json, help, values } = parseArguments(args, scenarios);
  if (scenario === undefined) {
    console.log(generalHelp(scenarios));
    return help ? 0 : badUsage;
  }
  if (help) {
    console.log(scenarioHelp(scenario));
    return 0;
  }
  return measure(scenario, values, json);
}

async function measure(scenario: Scenario, options: OptionValues, json: boolean): Promise<number> {
  cleanUpOnSignals();
  pinThisProcess(loadCore);
  const progress = new Progress();
  try {
    const result = await scenario.run({ options, progress });
    progress.end();
    const where = machine();
    console.log(formatReport(scenario, where, result));
    if (json) console.log(JSON.stringify(benchRecord(scenario, where, options, result)));
    return result.verdicts.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    progress.end();
    await cleanUp();
  }
}

try {
  // Devices that are still open keep the process alive; there is nothing left to wait for.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`eagre bench: ${error.message}\n  npm run bench -- --help tells more`);
    process.exit(badUsage);
  }
  console.error(`eagre bench: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  process.exit(1);
}
