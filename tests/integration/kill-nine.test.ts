import { expect, test } from 'bun:test';
import { directOf, type MessageEntry } from '@eagre/protocol';
import { freePort, type SeededRandom, tempDir, testScale, until, withSeed } from '@eagre/testkit';
import { type Log, readLog } from './support/logs.ts';
import { RetryingSender } from './support/retrying-sender.ts';
import { ServerChild } from './support/server-child.ts';

const cycles = Math.ceil(25 * testScale());
const users = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5'];
// `big` is in read mode by its size; `small` starts in write mode and is switched by its rate.
const groups = { 'group:big': users, 'group:small': users.slice(0, 3) };
const direct = directOf('u0', 'u1');
const conversationsOf = (user: string) => [
  ...Object.entries(groups).flatMap(([group, members]) => (members.includes(user) ? [group] : [])),
  ...(user === 'u0' || user === 'u1' ? [direct] : []),
];
const flags = [
  '--read-mode-members=4',
  '--read-mode-rows=400',
  '--write-mode-quiet-ms=1000',
  '--sends-per-second=10000',
  '--sends-burst=10000',
  '--commands-per-second=10000',
  '--commands-burst=10000',
];

/**
 * Invariants 1 and 2 over real crashes: whatever was acknowledged before a kill -9 is there once,
 * syncIds have no hole and no reuse, epochs never change.
 */
test(
  `${cycles} times kill -9 under concurrent sends loses and doubles nothing`,
  () =>
    withSeed(async (random) => {
      using data = tempDir();
      const port = await freePort();
      const start = () => ServerChild.start({ data: data.path, port, flags });
      const senders = users.map(
        (user) => new RetryingSender(user, () => random.pick(conversationsOf(user))),
      );
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        await using server = await start();
        if (cycle === 0) await makeGroups(server);
        await sendAndKill(server, senders, random);
      }
      await using server = await start();
      for (const sender of senders) {
        using client = await server.device(sender.user);
        await sender.resend(client);
        expect(sender.unanswered).toBe(0);
      }
      await verify(server, senders);
    }),
  (30 + cycles * 5) * 1000,
);

async function makeGroups(server: ServerChild): Promise<void> {
  using owner = await server.device('u0');
  for (const [group, members] of Object.entries(groups)) {
    await owner.request('group.create', { group, members });
  }
}

async function sendAndKill(
  server: ServerChild,
  senders: RetryingSender[],
  random: SeededRandom,
): Promise<void> {
  const clients = await Promise.all(senders.map(({ user }) => server.device(user)));
  const enough = 20 + random.int(600);
  const before = acknowledged(senders);
  const runs = senders.map((sender, i) => {
    const client = clients[i];
    return client && sender.run(client, 4, () => true);
  });
  await until(() => acknowledged(senders) >= before + enough, {
    timeoutMs: 20_000,
    what: `${enough} more acknowledged messages`,
    pollMs: 1,
  });
  await server.kill();
  await Promise.all(runs);
}

function acknowledged(senders: RetryingSender[]): number {
  return senders.reduce((sum, sender) => sum + sender.acknowledged.length, 0);
}

async function verify(server: ServerChild, senders: RetryingSender[]): Promise<void> {
  const all = senders.flatMap((sender) => sender.acknowledged);
  const epochs = new Set(all.map(({ epoch }) => epoch));
  expect(epochs.size).toBe(1);
  const epoch = [...epochs][0] ?? 0;
  using reader = await server.device('u0', 'reader');
  const logs = new Map<string, Log>();
  for (const conversation of conversationsOf('u0')) {
    const log = await readLog(reader, conversation, epoch);
    logs.set(conversation, log);
    const places = placesOf(log);
    const sent = all.filter((one) => one.conversation === conversation);
    for (const { clientId, syncId } of sent) expect(places.get(clientId)).toEqual([syncId]);
    expect(places.size).toBe(sent.length);
  }
  await verifyCopies(server, logs, epoch);
}

/** Every clientId of a log with all the places where it stands. */
function placesOf(log: Log): Map<string, number[]> {
  const places = new Map<string, number[]>();
  log.entries.forEach((entry, i) => {
    if (entry.type !== 'message' || entry.clientId === undefined) return;
    places.set(entry.clientId, [...(places.get(entry.clientId) ?? []), i + 1]);
  });
  return places;
}

/** Copies stand in ascending order, each once, equal to the log; of a direct message, in both queues. */
async function verifyCopies(
  server: ServerChild,
  logs: Map<string, Log>,
  epoch: number,
): Promise<void> {
  for (const user of users) {
    using client = await server.device(user, 'verifier');
    const { entries } = await readLog(client, `user:${user}`, epoch);
    const last = new Map<string, number>();
    let direct = 0;
    for (const entry of entries) {
      if (entry.type !== 'copy') continue;
      expect(entry.syncId).toBeGreaterThan(last.get(entry.conversation) ?? 0);
      last.set(entry.conversation, entry.syncId);
      const original = logs.get(entry.conversation)?.entries[entry.syncId - 1];
      if (original) expect(entry.entry as MessageEntry).toEqual(original as MessageEntry);
      if (entry.conversation.startsWith('direct:')) direct += 1;
    }
    const wanted = user === 'u0' || user === 'u1' ? (logs.get('direct:u0:u1')?.head ?? 0) : 0;
    expect(direct).toBe(wanted);
  }
}
