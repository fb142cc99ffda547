import { expect, test } from 'bun:test';
import type { SendAnswer } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import { readLog } from './support/logs.ts';
import { ServerChild } from './support/server-child.ts';
import { SmallDisk } from './support/small-disk.ts';
import { Refused, type WireClient } from './support/wire-client.ts';

const conversation = 'group:full';
const flags = [
  '--sends-per-second=10000',
  '--sends-burst=10000',
  '--commands-per-second=10000',
  '--commands-burst=10000',
];

test('a full disk refuses for a time, loses nothing acknowledged, and recovers without a restart', async () => {
  using disk = new SmallDisk(32);
  await using server = await ServerChild.start({ data: disk.path, flags });
  using client = await server.device('u1');
  await client.request('group.create', { group: conversation });
  const acknowledged: { clientId: string; answer: SendAnswer }[] = [];
  let next = 0;
  const sendOne = async () => {
    const clientId = `m${next++}`;
    const answer = await send(client, clientId);
    acknowledged.push({ clientId, answer });
  };
  for (let i = 0; i < 20; i += 1) await sendOne();

  disk.fill(512 * 1024);
  const refusal = await until(() => refusalOf(sendOne), {
    timeoutMs: 30_000,
    what: 'a send to be refused on a full disk',
    pollMs: 0,
  });
  expect(refusal.error).toMatchObject({ code: 'store_full', temporary: true });
  // What is stored can still be read, and the refusals go on while there is no room.
  const { items } = await client.request('history', { conversation, limit: 5 });
  expect(items).toHaveLength(5);
  expect((await refusalOf(sendOne))?.error.code).toBe('store_full');
  const atFullest = acknowledged.length;

  disk.makeRoom();
  await until(async () => (await refusalOf(sendOne)) === undefined, {
    timeoutMs: 10_000,
    what: 'a send to be accepted after room was made',
  });
  for (let i = 0; i < 20; i += 1) await sendOne();
  expect(acknowledged.length).toBeGreaterThan(atFullest + 20);

  const epoch = acknowledged[0]?.answer.epoch ?? 0;
  const { entries } = await readLog(client, conversation, epoch);
  for (const { clientId, answer } of acknowledged) {
    const places = entries.flatMap((entry, i) =>
      entry.type === 'message' && entry.clientId === clientId ? [i + 1] : [],
    );
    expect(places).toEqual([answer.syncId]);
  }
}, 90_000);

function send(client: WireClient, clientId: string): Promise<SendAnswer> {
  const body = { text: clientId.padEnd(4000, '.') };
  return client.request('send', { conversation, clientId, kind: 'text', body });
}

/** The refusal, or undefined when it went well. Other errors pass. */
async function refusalOf(run: () => Promise<void>): Promise<Refused | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}
