import { realClock } from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import { spawnWorker } from '../crew/process-worker.ts';
import type { OptionValues } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import { parsePlan } from '../fault/plan.ts';
import type { FaultPlan } from '../fault/planned-fault.ts';
import { FaultRunner } from '../fault/runner.ts';
import { OpenSite } from '../fault/site.ts';
import { coloursFor } from '../report/colours.ts';
import { writeHtml } from '../report/html.ts';
import { assertWritable, writeJson } from '../report/json.ts';
import { exitCodes, outcomeOf } from '../report/outcome.ts';
import type { RunReport } from '../report/run-report.ts';
import { summary } from '../report/summary.ts';
import { openFileLimit } from '../target/file-limit.ts';
import type { ServerSettings } from '../target/local-server-settings.ts';
import { processesFor } from '../target/processes.ts';
import { type Target, targetOf, urlOf } from '../target/server-address.ts';
import { besideServer, clusterCores, serverCore } from './cores.ts';
import { onInterrupt } from './interrupts.ts';
import { Live } from './live.ts';
import type { Faults } from './plan.ts';
import { Run } from './run.ts';

const megabyte = 1024 * 1024;

/** What is not said by options. */
interface RunSettings {
  /** The words with which it was asked for, without the options. */
  command?: string;
  /** Of a server of the tool's own. */
  settings?: ServerSettings;
}

/** Makes a run as the command line asks, writes its reports, and gives the exit code. */
export async function runFromOptions(
  scenario: Scenario,
  options: OptionValues,
  args: readonly string[],
  { command = `npm run swarm -- ${scenario.name}`, settings = {} }: RunSettings = {},
): Promise<number> {
  assertWritable(String(options['report']), String(options['json']));
  const faultPlan = parsePlan(String(options['fault']));
  const devices = scenario.devices(options);
  const processes = processesFor(devices, Number(options['processes']), openFileLimit());
  const seed = Number(options['seed']) || newSeed();
  // Before there is a run there is nothing to settle; what was started is taken back at the exit.
  const endEarly = onInterrupt(() => process.exit(exitCodes.interrupted));
  const site = await openSite(options, faultPlan, devices, seed, settings).finally(endEarly);
  try {
    const live = new Live(scenario.name, devices);
    const cores = coresOfLoad(site);
    const run = new Run(
      {
        scenario,
        options,
        command: [command, ...withSeed(args, seed).map(quoted)].join(' '),
        seed,
        runId: newRunId(),
        target: site.target,
        address: site.target.address,
        workers: Array.from({ length: processes }, () => spawnWorker(cores)),
        faults: faultsOf(faultPlan, site, seed, (text) => live.note(text)),
        growthBytes: Number(options['growth-mb']) * megabyte,
      },
      live,
    );
    const end = onInterrupt(() => run.interrupt());
    const report = await run.execute().finally(end);
    return await told(report, options);
  } finally {
    await site.close();
  }
}

async function openSite(
  options: OptionValues,
  plan: FaultPlan,
  devices: number,
  seed: number,
  settings: ServerSettings,
): Promise<OpenSite> {
  const nodes = Number(options['serve-cluster']);
  if (options['serve'] === 1 && nodes > 0) {
    throw new UsageError('give --serve for a server or --serve-cluster for a cluster, not both');
  }
  const isOwn = options['serve'] === 1 || nodes > 0;
  const given = isOwn ? undefined : await givenTarget(options);
  const profile = process.env['EAGRE_SWARM_PROFILE'];
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  return OpenSite.open(plan, {
    ...(given === undefined ? {} : { given }),
    ...(nodes === 0
      ? {}
      : {
          cluster: {
            nodes,
            postgresServers: Number(options['postgres-servers']),
            natsServers: Number(options['nats-servers']),
            node: { runtimeFlags: flags, settings },
            ...(clusterCores() === undefined ? {} : { cores: clusterCores() as number[] }),
          },
        }),
    server: {
      ...(besideServer().length === 0 ? {} : { core: serverCore }),
      runtimeFlags: flags,
      settings,
    },
    devices,
    random: new SeededRandom(seed),
  });
}

/** A server that somebody else runs, with the nodes behind it if they are told. */
async function givenTarget(options: OptionValues): Promise<Target> {
  const target = await targetOf(String(options['url']), String(options['key']));
  const urls = String(options['nodes'])
    .split(',')
    .filter((url) => url !== '');
  if (urls.length === 0) return target;
  const nodes = urls.map((url, i) => ({ name: `node${i + 1}`, url: urlOf(url, '--nodes').origin }));
  return { ...target, nodes };
}

/** What the load's processes keep off from. */
function coresOfLoad(site: OpenSite): string[] {
  if (site.cluster !== undefined) {
    const taken = clusterCores()?.length;
    return taken === undefined ? [] : besideServer(taken);
  }
  return site.server === undefined ? [] : besideServer();
}

function faultsOf(
  plan: FaultPlan,
  site: OpenSite,
  seed: number,
  note: (text: string) => void,
): Faults {
  const isAny = plan.faults.length + plan.random.length > 0;
  const runner = new FaultRunner({
    plan,
    site,
    clock: realClock,
    random: new SeededRandom(seed),
    onProblem: note,
  });
  const crashes: string[] = [];
  for (const server of site.servers) {
    server.onCrash = (code, output) => {
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      crashes.push(`${server.name} ended by itself with code ${code}: ${last}`);
      note(crashes.at(-1) as string);
    };
  }
  let offsetMs = 0;
  let stopped: Promise<void> | undefined;
  return {
    isAny,
    start(startedMs) {
      offsetMs = performance.now() - startedMs;
      runner.start();
    },
    // Its own times count from its start.
    marks: () =>
      runner.marks.map((mark) => ({
        ...mark,
        atMs: mark.atMs + offsetMs,
        ...(mark.endMs === undefined ? {} : { endMs: mark.endMs + offsetMs }),
      })),
    problems: () => [...runner.problems, ...crashes],
    stop() {
      stopped ??= runner.stop();
      return stopped;
    },
  };
}

async function told(report: RunReport, options: OptionValues): Promise<number> {
  const html = String(options['report']);
  const json = String(options['json']);
  if (html !== '') await writeHtml(html, report);
  if (json !== '') writeJson(json, report);
  const files = { ...(html === '' ? {} : { html }), ...(json === '' ? {} : { json }) };
  process.stdout.write(summary(report, files, coloursFor(process.stdout)));
  return exitCodes[outcomeOf(report)];
}

function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
}

/** Letters and digits; two runs of one second are rare, and the rest of the number keeps them apart. */
function newRunId(): string {
  const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
  return `s${Math.floor(Date.now() / 1000).toString(36)}${random.toString(36)}`;
}

function withSeed(args: readonly string[], seed: number): string[] {
  return args.some((arg) => /^--seed(?:=|$)/.test(arg))
    ? [...args]
    : [...args, '--seed', `${seed}`];
}

function quoted(arg: string): string {
  return /^[\w./:=@,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
