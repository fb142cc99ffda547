import { openSync, writeSync } from 'node:fs';
import { type AppId, type ConversationId, realClock } from '@eagre/protocol';
import { conversationKey, documentKey, userKey } from '../../src/keys.ts';
import { openSqliteTimeline } from '../../src/timeline/timeline-sqlite.ts';

/**
 * Appends until it is killed; each commit also counts itself and leaves its name in a document. What was acknowledged is noted in a file, one line an entry:
 * `queue syncId clientId`; a line that was written outlives the process.
 */
const [directory = '', acksPath = '', run = ''] = process.argv.slice(2);
const callers = 64;
const app = 'shop' as AppId;

const timeline = await openSqliteTimeline({ directory, clock: realClock });
const acks = openSync(acksPath, 'a');

async function appendForever(caller: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const queue = conversationKey(app, `group:g${(caller + n) % 5}` as ConversationId);
    const key = documentKey(queue, 'newest');
    const clientId = `${run}-${caller}-${n}`;
    const result = await timeline.commit({
      once: { sender: userKey(app, 'ann' as Parameters<typeof userKey>[1]), clientId, at: n },
      writes: [
        { write: 'document', key, value: JSON.stringify(clientId) },
        { write: 'count', key, name: 'entries', add: 1 },
      ],
      appends: [{ queues: [queue], entry: JSON.stringify({ clientId, text: 'x'.repeat(200) }) }],
    });
    if (result.outcome !== 'committed') throw new Error(`unexpected ${result.outcome}`);
    writeSync(acks, `${queue} ${result.placed[0]?.syncIds[0]} ${clientId}\n`);
  }
}

await Promise.all(Array.from({ length: callers }, (_, caller) => appendForever(caller)));
