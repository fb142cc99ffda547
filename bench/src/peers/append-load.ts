// The timeline alone, in a process of its own on one core: arguments PLACE SECONDS IN_FLIGHT KEYS, where
// the place is a directory, for SQLite, or the URL of a PostgreSQL database.
// The last line it prints is a JSON object of figures.
import { type AppId, type QueueId, realClock, type UserId } from '@eagre/protocol';
import { queueKey, userKey } from '@eagre/server/src/keys.ts';
import type { Commit } from '@eagre/server/src/timeline/timeline.ts';
import { openPostgresTimeline } from '@eagre/server/src/timeline/timeline-postgres.ts';
import { openSqliteTimeline } from '@eagre/server/src/timeline/timeline-sqlite.ts';
import { build } from 'hdr-histogram-js';

const queueCount = 50;
const entryBytes = 250;
/** The first part is not counted: code gets compiled, the log file grows to its size. s. */
const warmUpSeconds = 1;

const [place = '', seconds = '3', inFlight = '4000', keys = 'none'] = process.argv.slice(2);
const app = 'bench' as AppId;
const queues = Array.from({ length: queueCount }, (_queue, i) =>
  queueKey(app, `group:g${i}` as QueueId),
);
const sender = userKey(app, 'u1' as UserId);
const envelope = '{"type":"message","from":"u1","at":0,"kind":"text","body":{"text":""}}';
const text = 'x'.repeat(entryBytes - envelope.length);
const entry = envelope.replace('""', `"${text}"`);

const timeline = place.includes('://')
  ? await openPostgresTimeline({ url: place, clock: realClock })
  : await openSqliteTimeline({ directory: place, clock: realClock });
const latency = build({
  bitBucketSize: 32,
  highestTrackableValue: 120_000_000,
  numberOfSignificantValueDigits: 3,
});
let sent = 0;
let counted = 0;
let isCounting = false;
let running = true;

function commitOf(number: number): Commit {
  const queue = queues[number % queueCount] as (typeof queues)[number];
  const appends = [{ queues: [queue], entry }];
  if (keys === 'none') return { appends };
  return { appends, once: { sender, clientId: `m${number}`, at: realClock.now() } };
}

async function lane(): Promise<void> {
  while (running) {
    sent += 1;
    const startedMs = performance.now();
    const { outcome } = await timeline.commit(commitOf(sent));
    if (outcome !== 'committed') throw new Error(`commit ${sent} ended as ${outcome}`);
    if (!isCounting) continue;
    counted += 1;
    latency.recordValue(Math.max(1, Math.round((performance.now() - startedMs) * 1000)));
  }
}

const lanes = Promise.all(Array.from({ length: Number(inFlight) }, lane));
await Bun.sleep(warmUpSeconds * 1000);
const before = timeline.stats();
const cpuBefore = process.cpuUsage();
isCounting = true;
console.log('counting');
const startedMs = performance.now();
await Bun.sleep(Number(seconds) * 1000);
isCounting = false;
console.log('counted');
const rowsPerSecond = counted / ((performance.now() - startedMs) / 1000);
const cpu = process.cpuUsage(cpuBefore);
const cpuShare = (cpu.user + cpu.system) / 1e6 / ((performance.now() - startedMs) / 1000);
const after = timeline.stats();
running = false;
await lanes;
const heads = await timeline.heads(queues);
const stored = heads.reduce((sum, { head }) => sum + head, 0);
await timeline.close();
const rowsPerBatch = (after.rows - before.rows) / (after.batches - before.batches);
const [p50Ms, p99Ms] = [50, 99].map((part) => latency.getValueAtPercentile(part) / 1000);
console.log(JSON.stringify({ rowsPerSecond, p50Ms, p99Ms, rowsPerBatch, cpuShare, sent, stored }));
