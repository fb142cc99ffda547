import type { Clock } from '@eagre/protocol';
import { connectToFirst } from '../bus/nats/connect.ts';
import { type NatsAddress, nameOfAddress, natsAddresses } from '../bus/nats/servers.ts';
import type { Config } from '../config/schema.ts';
import { natsUrls, postgresServers } from '../config/servers.ts';
import type { Limits } from '../limits.ts';
import { limitsOf } from '../node/node-limits.ts';
import { type Host, hostsOf } from '../timeline/postgres/link-hosts.ts';
import { hideSecrets } from '../url-secrets.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { type Finding, hasFault, reportText } from './doctor/finding.ts';
import { natsFindings } from './doctor/nats-findings.ts';
import { postgresFacts } from './doctor/postgres-facts.ts';
import { postgresFindings } from './doctor/postgres-findings.ts';
import { exitCodes } from './exit-codes.ts';
import { takeWords } from './words.ts';

/** Looks at the servers of a cluster as a node would, changes nothing, and says what is wrong. */
export function doctorCommand(clock: Clock): Command {
  return async ({ resolve, words, print }) => {
    takeWords(words, 0, 'doctor [flags]');
    const { config } = resolve();
    if (!config.cluster) {
      const text = 'doctor looks at the servers of a cluster: say --cluster, --postgres and --nats';
      throw new CliError(exitCodes.usage, text);
    }
    const limits = limitsOf(config);
    const all: Finding[] = [];
    const told = (title: string, findings: Finding[]) => {
      all.push(...findings);
      print(reportText(title, findings));
    };
    for (const { name, url } of postgresServers(config.postgres) ?? []) {
      for (const host of hostsOf(url)) {
        const findings = await lookAtPostgres(host, { config, clock, limits });
        told(`PostgreSQL ${name} at ${host.label}`, findings);
      }
    }
    const addresses = natsAddresses(natsUrls(config.nats) ?? []);
    for (const address of addresses) {
      const findings = await lookAtNats(address, addresses.length, { clock, limits });
      told(`NATS at ${nameOfAddress(address)}`, findings);
    }
    const isSound = !hasFault(all);
    print(isSound ? 'nothing is wrong' : 'what is marked WRONG has to be mended');
    return isSound ? exitCodes.ok : exitCodes.failed;
  };
}

interface Means {
  clock: Clock;
  limits: Limits;
}

async function lookAtPostgres(
  host: Host,
  { config, ...means }: Means & { config: Config },
): Promise<Finding[]> {
  try {
    return postgresFindings(await postgresFacts(host, means), config);
  } catch (error) {
    return [noWay(error)];
  }
}

async function lookAtNats(
  address: NatsAddress,
  servers: number,
  { clock, limits }: Means,
): Promise<Finding[]> {
  try {
    const complaint = () => {};
    const session = await connectToFirst([address], { clock, limits, name: 'doctor', complaint });
    const findings = natsFindings(session, servers, limits);
    await session.close();
    return findings;
  } catch (error) {
    return [noWay(error)];
  }
}

function noWay(error: unknown): Finding {
  const reason = hideSecrets(error instanceof Error ? error.message : String(error));
  return { kind: 'wrong', text: `no way there: ${reason}` };
}
