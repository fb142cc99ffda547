import { z } from 'zod';
import { appConfigs, retentionDays, retentionEntries } from '../auth/app-config.ts';
import { limits } from '../limits.ts';
import { logFormats, logLevels } from '../observability/logger.ts';
import { clusterSettings } from './cluster-settings.ts';
import { roomSettings } from './room-settings.ts';
import { count, dayMs, durationMs, metaIn, minuteMs, type SettingMeta } from './setting-meta.ts';

/** As long as the secret of an app's key: it must not be guessable, and nothing slows a guess offline. */
const adminKeyRule = /^[A-Za-z0-9_-]{24,256}$/;

const server = metaIn('server');
const limit = metaIn('limits');
const fanout = metaIn('fan-out');
const storage = metaIn('storage');

/**
 * Every setting, by its name in the file. The variable of `logLevel` is `EAGRE_LOG_LEVEL`, its flag
 * `--log-level`. Units stand at the end of names.
 */
export const settings = {
  host: z.string().min(1).default('127.0.0.1').meta(server('address to listen on')),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(7070)
    .meta(server('port to listen on; 0 takes a free one')),
  data: z.string().min(1).default('./data').meta(server('data directory; made when missing')),
  dev: z
    .boolean()
    .default(false)
    .meta(server('development mode: own keys, POST /v1/dev/token; loopback only')),
  adminKey: z
    .string()
    .refine((text) => text === '' || adminKeyRule.test(text))
    .default('')
    .meta({
      ...server('whoever knows it may use the console; without one there is none'),
      expects: '24 to 256 characters of A-Z a-z 0-9 _ - (`eagre admin-key` makes one)',
      secret: true,
    } satisfies SettingMeta),
  logLevel: z.enum(logLevels).default('info').meta(server('least important lines to log')),
  logFormat: z
    .enum(logFormats)
    .default('json')
    .meta(server('json for machines, text for people (the default of development mode)')),
  drainMs: z
    .int()
    .min(0)
    .max(10 * minuteMs)
    .default(5000)
    .meta(server('time over which devices are sent away when the server stops')),
  drainDelayMs: z
    .int()
    .min(0)
    .max(10 * minuteMs)
    .default(0)
    .meta(server('… after so long of /readyz saying 503, for load balancers to notice')),
  adminPort: z
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .meta(server('port that has /healthz, /readyz and /metrics too; 0 opens none')),

  ...clusterSettings,

  connections: count(1_000_000)
    .default(limits.connections)
    .meta(limit('open device connections of this process')),
  devicesPerUser: count(1000).default(limits.devicesPerUser).meta(limit('connections of one user')),
  groupMembers: count(10_000)
    .default(limits.groupMembers)
    .meta(limit('members of a group unless the group says less')),
  commandsPerSecond: count(10_000)
    .default(limits.commandsPerSecond)
    .meta(limit('commands a second on one connection')),
  commandsBurst: count(100_000)
    .default(limits.commandsBurst)
    .meta(limit('commands at once on one connection')),
  sendsPerSecond: count(10_000)
    .default(limits.sendsPerSecond)
    .meta(limit('messages a second of one user over all devices')),
  sendsBurst: count(100_000).default(limits.sendsBurst).meta(limit('messages at once of one user')),
  appSendsPerSecond: count(1_000_000)
    .default(limits.appSendsPerSecond)
    .meta(limit('messages a second of one app')),
  appSendsBurst: count(10_000_000)
    .default(limits.appSendsBurst)
    .meta(limit('messages at once of one app')),
  overloadLagMs: durationMs(minuteMs)
    .default(limits.overloadLagMs)
    .meta(limit('sends are refused when the event loop is late by this')),
  overloadMemoryBytes: z
    .int()
    .min(64 * 1024 ** 2)
    .max(1024 ** 4)
    .default(limits.overloadMemoryBytes)
    .meta(limit('… or when the process takes more memory than this')),
  outboxBytes: z
    .int()
    .min(16 * 1024)
    .max(64 * 1024 * 1024)
    .default(limits.outboxBytes)
    .meta(limit('bytes kept for a device that reads slowly before it must pull')),
  slowCloseMs: durationMs(10 * minuteMs)
    .default(limits.slowCloseMs)
    .meta(limit('a device that takes nothing for this long is closed')),
  heartbeatMs: durationMs(10 * minuteMs)
    .default(limits.heartbeatMs)
    .meta(limit('a silent device is pinged after this')),
  heartbeatTimeoutMs: durationMs(30 * minuteMs)
    .default(limits.heartbeatTimeoutMs)
    .meta(limit('a silent device is closed after this')),
  recallMs: durationMs(365 * dayMs)
    .default(limits.recallMs)
    .meta(limit('a sender may take a message back for this long')),
  tokenLifeMs: durationMs(366 * dayMs)
    .default(limits.tokenLifeMs)
    .meta(limit('tokens that live longer than this are refused')),

  readModeMembers: count(10_000)
    .default(limits.readModeMembers)
    .meta(fanout('a group in auto mode with more members than this is in read mode')),
  readModeRows: count(1_000_000)
    .default(limits.readModeRows)
    .meta(fanout('… or when members × messages a second pass this')),
  writeModeQuietMs: durationMs(30 * dayMs)
    .default(limits.writeModeQuietMs)
    .meta(fanout('… and goes back to write mode after being quiet for this long')),
  mergeMaxMs: z
    .int()
    .min(0)
    .max(1000)
    .default(limits.mergeMaxMs)
    .meta(fanout('the longest a hot topic waits to merge entries into one frame')),

  ...roomSettings,

  batchEntries: count(10_000)
    .default(limits.batchEntries)
    .meta(storage('entries in one commit to disk')),
  batchWaitMs: z
    .int()
    .min(0)
    .max(1000)
    .default(limits.batchWaitMs)
    .meta(storage('the longest a commit waits for others')),
  tailEntries: count(10_000)
    .default(limits.tailEntries)
    .meta(storage('newest entries of a queue kept in memory')),
  tailBytes: z
    .int()
    .min(1024 * 1024)
    .max(64 * 1024 ** 3)
    .default(limits.tailBytes)
    .meta(storage('memory for the newest entries of all queues')),
  retentionDays: retentionDays
    .default(0)
    .meta(storage('entries older than so many days are deleted; 0 keeps them for ever')),
  retentionEntries: retentionEntries
    .default(0)
    .meta(storage('newest entries kept of each queue; 0 keeps all')),

  apps: appConfigs.default([]).meta({
    section: 'apps',
    description: 'business lines with their API keys and the keys of their tokens',
    fileOnly: true,
  } satisfies SettingMeta),
} as const;

export const configSchema = z.strictObject(settings);

/** Complete and checked. */
export type Config = z.infer<typeof configSchema>;
export type SettingName = keyof Config;
export const settingNames = Object.keys(settings) as SettingName[];

export function metaOf(name: SettingName): SettingMeta {
  return settings[name].meta() as unknown as SettingMeta;
}
