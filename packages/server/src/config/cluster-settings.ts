import { hostname } from 'node:os';
import { z } from 'zod';
import { limits } from '../limits.ts';
import { natsUrls, postgresServers } from './servers.ts';
import { count, dayMs, durationMs, metaIn, minuteMs, type SettingMeta } from './setting-meta.ts';

const cluster = metaIn('cluster');

/** The most workers of one machine: the cores of a large one. */
export const maxWorkers = 256;

/** Nodes are told apart by it in messages, logs and metrics. */
export const nodeName = /^[a-z0-9](?:[\w.-]{0,62}[a-z0-9])?$/i;

const natsPrefix = /^(?=.{1,64}$)[\w-]+(?:\.[\w-]+)*$/;

/** Settings of a node that shares store and bus with others. */
export const clusterSettings = {
  cluster: z
    .boolean()
    .default(false)
    .meta(cluster('one of any number of nodes over PostgreSQL and NATS')),
  node: z
    .string()
    .regex(nodeName)
    .default(hostname())
    .meta({
      ...cluster('name of this node: the same after a restart, and unlike that of any other'),
      expects: '1 to 64 letters, digits, dots, dashes',
    } satisfies SettingMeta),
  postgres: z
    .string()
    .refine((text) => text === '' || postgresServers(text) !== undefined)
    .default('')
    .meta({
      ...cluster('the store of the cluster; hosts that fail over have commas between them'),
      expects: 'postgres://USER:PASSWORD@HOST/DATABASE, or several as NAME=URL with spaces',
    } satisfies SettingMeta),
  nats: z
    .string()
    .refine((text) => text === '' || natsUrls(text) !== undefined)
    .default('')
    .meta({
      ...cluster('the bus of the cluster'),
      expects: 'nats://HOST:4222, or several with commas',
    } satisfies SettingMeta),
  natsPrefix: z
    .string()
    .regex(natsPrefix)
    .default('eagre')
    .meta({
      ...cluster('in front of subjects; deployments that share a NATS have different ones'),
      expects: 'words of letters, digits, _ and - with dots between them, at most 64 characters',
    } satisfies SettingMeta),
  workers: count(maxWorkers)
    .default(1)
    .meta(cluster('nodes that this machine runs on one port, named NODE-1, NODE-2 …')),
  postgresWaitMs: durationMs(dayMs)
    .default(limits.postgresWaitMs)
    .meta(cluster('a node that starts waits for PostgreSQL this long')),
  postgresReaders: count(100)
    .default(limits.postgresReaders)
    .meta(cluster('connections of a node to PostgreSQL for reading, besides the one for writing')),
  readyWithoutBusMs: z
    .int()
    .min(0)
    .max(60 * minuteMs)
    .default(0)
    .meta(cluster('/readyz is 503 when NATS is away for this long; 0 keeps it ready')),
} as const;
