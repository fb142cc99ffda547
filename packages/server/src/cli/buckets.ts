import { randomUUID } from 'node:crypto';
import type { Clock } from '@eagre/protocol';
import { postgresServers } from '../config/servers.ts';
import type { Limits } from '../limits.ts';
import { limitsOf } from '../node/node-limits.ts';
import type { BucketMap } from '../timeline/sharded/bucket-map.ts';
import { bucketsIn, rangesText } from '../timeline/sharded/bucket-ranges.ts';
import { bucketCount } from '../timeline/sharded/buckets.ts';
import { BucketMover } from '../timeline/sharded/move/bucket-mover.ts';
import { MoveCrew } from '../timeline/sharded/move/move-crew.ts';
import { MoveError } from '../timeline/sharded/move/move-error.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { TimelineError } from '../timeline/timeline.ts';
import { hideSecrets } from '../url-secrets.ts';
import { CliError } from './cli-error.ts';
import type { Command, CommandContext } from './command.ts';
import { exitCodes } from './exit-codes.ts';

const usage =
  'usage: eagre buckets show | move BUCKETS to SERVER | resume | stop   (BUCKETS: 0-511,600)';

export interface BucketsOptions {
  clock: Clock;
  /** Those that differ, for a test. */
  limits?: Partial<Limits>;
}

/** Which PostgreSQL server has which part of the queues, and how that is changed while nodes run. */
export function bucketsCommand({ clock, ...options }: BucketsOptions): Command {
  return async (context) => {
    const act = actionOf(context.words);
    const { servers, config } = serversOf(context);
    const limits = { ...limitsOf(config), ...options.limits };
    // To the terminal: what goes wrong in a move is told with what became of it.
    const report = (error: unknown, what: string) => context.print(`${what}: ${textOf(error)}`);
    const use = { clock, limits, report };
    try {
      const crew = await MoveCrew.open({ servers, ...use });
      const progress = (line: string) => context.print(line);
      try {
        await act(crew, new BucketMover({ ...use, crew, newId: randomUUID, progress }));
        context.print(mapText(crew.map));
      } finally {
        await crew.close();
      }
    } catch (error) {
      if (!isForOperator(error)) throw error;
      throw new CliError(exitCodes.failed, textOf(error), error);
    }
    return exitCodes.ok;
  };
}

/** Servers with their buckets, and what is under way. */
export function mapText(map: BucketMap): string {
  const lines = map.record.servers.map((server) => {
    const buckets = map.bucketsOf(server);
    return `${server}: ${buckets.length} buckets ${rangesText(buckets)}`.trim();
  });
  const { moving, leftovers } = map.record;
  if (moving !== undefined) {
    lines.push(`on their way to ${moving.to}: ${rangesText(moving.buckets)}`);
  }
  for (const { server, buckets } of leftovers) {
    lines.push(`${server} still has rows of: ${rangesText(buckets)} (eagre buckets resume)`);
  }
  return lines.join('\n');
}

type Action = (crew: MoveCrew, mover: BucketMover) => Promise<void>;

function actionOf(words: readonly string[]): Action {
  const [name, text = '', to, server = '', ...more] = words;
  if (name === 'move' && to === 'to' && server !== '' && more.length === 0) {
    const buckets = bucketsIn(text);
    if (buckets !== undefined) return (_, mover) => mover.move(buckets, server);
    throw new CliError(
      exitCodes.usage,
      `"${text}" names no buckets: they are 0 to ${bucketCount - 1}, as in 0-511,600`,
    );
  }
  if (words.length === 1) {
    if (name === 'show') return async () => {};
    if (name === 'resume') return (_, mover) => mover.resume();
    if (name === 'stop') return (_, mover) => mover.giveUp();
  }
  throw new CliError(exitCodes.usage, usage);
}

function serversOf({ resolve }: CommandContext) {
  const { config } = resolve();
  const servers = config.cluster ? (postgresServers(config.postgres) ?? []) : [];
  if (servers.length > 1) return { servers, config };
  throw new CliError(
    exitCodes.usage,
    'buckets are shared by several PostgreSQL servers: say --cluster and name them in --postgres, each as NAME=URL',
  );
}

function isForOperator(error: unknown): boolean {
  const kinds = [StoreOpenError, TimelineError, MoveError];
  return kinds.some((kind) => error instanceof kind);
}

function textOf(error: unknown): string {
  return hideSecrets(error instanceof Error ? error.message : String(error));
}
