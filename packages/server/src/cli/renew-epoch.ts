import type { Clock } from '@eagre/protocol';
import type { Config } from '../config/schema.ts';
import { postgresServers } from '../config/servers.ts';
import type { Limits } from '../limits.ts';
import { limitsOf } from '../node/node-limits.ts';
import { openLink } from '../timeline/postgres/link.ts';
import { renewEpoch } from '../timeline/postgres/renew-epoch.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { TimelineError } from '../timeline/timeline.ts';
import { hideSecrets } from '../url-secrets.ts';
import { CliError } from './cli-error.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { takeWords } from './words.ts';

/**
 * Gives all queues of a cluster's store a new epoch, so that devices notice that entries which they
 * saw may be gone. For what no node can see by itself: see `FailoverRule`.
 */
export function renewEpochCommand(clock: Clock): Command {
  return async ({ resolve, words, print }) => {
    takeWords(words, 0, 'renew-epoch [flags]');
    const { config } = resolve();
    for (const server of serversOf(config)) {
      const epoch = await renewAt(server, { clock, limits: limitsOf(config) });
      print(`PostgreSQL ${server.name}: epoch ${epoch} begins`);
    }
    return exitCodes.ok;
  };
}

function serversOf(config: Config): { name: string; url: string }[] {
  const servers = config.cluster ? postgresServers(config.postgres) : undefined;
  if (servers !== undefined) return servers;
  const text =
    'renew-epoch is for the PostgreSQL of a cluster: say --cluster, --postgres and --nats; ' +
    '`eagre restore` does it for an embedded store';
  throw new CliError(exitCodes.usage, text);
}

async function renewAt(
  { name, url }: { name: string; url: string },
  { clock, limits }: { clock: Clock; limits: Limits },
): Promise<number> {
  try {
    // What opening finds by itself is not told: a new epoch begins anyway.
    const link = await openLink({ url, clock, limits, report: () => {} });
    try {
      return await renewEpoch(link, clock.now());
    } finally {
      await link.close();
    }
  } catch (error) {
    if (!(error instanceof StoreOpenError || error instanceof TimelineError)) throw error;
    throw new CliError(exitCodes.failed, `${name}: ${hideSecrets(error.message)}`, error);
  }
}
