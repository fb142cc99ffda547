import { expect, test } from 'bun:test';
import { createClient, type EagreClient } from '@eagre/client';
import { StallingProxy, tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';

const group = 'slow';
const half = 250;
const quietMessages = 60;
/** Sent at a time until the sockets of all slow devices are full. */
const fillMessages = 100;
const measuredMessages = 240;
/** A harm by the slow devices lasts as long as they do; a neighbour's of this machine comes and goes. */
const windows = 4;
const everyMs = 20;
const text = '.'.repeat(7990);
const flags = ['--sends-per-second=1000', '--sends-burst=1000', '--log-level=warn'];

/** One member: what it was handed, in order, and how long each took. */
class Member {
  readonly client: EagreClient;
  readonly received: number[] = [];
  readonly latenciesMs: number[] = [];
  gaps = 0;

  constructor(client: EagreClient, sentAtMs: Map<string, number>) {
    this.client = client;
    client.on('message', ({ syncId, clientId }) => {
      this.received.push(syncId);
      this.latenciesMs.push(performance.now() - (sentAtMs.get(clientId ?? '') ?? 0));
    });
    client.on('gap', () => {
      this.gaps += 1;
    });
  }
}

/**
 * Invariant 10: half of the devices stop reading. The server's memory stays bounded, the others do
 * not notice, and the slow ones get everything once they read again.
 */
test('half of 500 devices stop reading: the others are unharmed, the slow ones recover by pulling', async () => {
  using data = tempDir();
  await using server = await ServerChild.start({ data: data.path, flags });
  await using proxy = await StallingProxy.start(server.port);
  const sentAtMs = new Map<string, number>();
  const names = Array.from({ length: 2 * half }, (_, i) => `u${i}`);
  const open = (user: string, port: number) =>
    createClient({ url: `ws://127.0.0.1:${port}`, user, token: () => server.token(user) });
  const members = names.map(
    (user, i) => new Member(open(user, i < half ? server.port : proxy.port), sentAtMs),
  );
  const [healthy, slow] = [members.slice(0, half), members.slice(half)];
  const sender = members[0]?.client;
  if (sender === undefined) throw new Error('no members');
  try {
    for (let i = 0; i < members.length; i += 50) {
      await Promise.all(members.slice(i, i + 50).map(({ client }) => client.connect()));
    }
    await sender.groups.create(group, { members: names.slice(1) });

    let sent = 0;
    const send = async (count: number) => {
      await sendSteadily(sender, sentAtMs, count);
      sent += count;
    };
    await send(quietMessages);
    await everyoneHas(members, sent);
    const quietP99 = calmestP99(healthy, 1);
    const before = await server.memoryBytes();

    proxy.stall();
    while ((await server.metric('eagre_sockets_blocked ')) < half) await send(fillMessages);
    await everyoneHas(healthy, sent);
    for (const { latenciesMs } of healthy) latenciesMs.length = 0;
    await send(measuredMessages);
    await everyoneHas(healthy, sent);
    expect(calmestP99(healthy, windows)).toBeLessThan(2 * quietP99 + 50);
    expect(await server.metric('eagre_sockets_blocked ')).toBe(half);
    expect(await server.metric('eagre_drops_total{reason="entries_behind"}')).toBeGreaterThan(0);
    // 250 outboxes hold references to the same frames; what each could hold at most is far above.
    expect((await server.memoryBytes()) - before).toBeLessThan(half * 256 * 1024);
    expect(slow.every(({ received }) => received.length < sent)).toBe(true);

    proxy.resume();
    await everyoneHas(slow, sent);
    for (const { received, gaps } of members) {
      expect(received).toEqual([...received].sort((a, b) => a - b));
      expect(new Set(received).size).toBe(sent);
      expect(gaps).toBe(0);
    }
  } finally {
    await Promise.all(members.map(({ client }) => client.close()));
  }
}, 120_000);

/** An open schedule: a send does not wait for the answer of the one before. */
async function sendSteadily(
  sender: EagreClient,
  sentAtMs: Map<string, number>,
  count: number,
): Promise<void> {
  const conversation = sender.group(group);
  const unsubscribe = sender.on('send', ({ status, clientId }) => {
    if (status === 'pending') sentAtMs.set(clientId, performance.now());
  });
  const startMs = performance.now();
  const sends: Promise<unknown>[] = [];
  for (let i = 0; i < count; i += 1) {
    await until(() => performance.now() >= startMs + i * everyMs, { pollMs: 1 });
    sends.push(conversation.send(text));
  }
  await Promise.all(sends);
  unsubscribe();
}

function everyoneHas(members: Member[], count: number): Promise<unknown> {
  return until(() => members.every(({ received }) => received.length >= count), {
    timeoutMs: 40_000,
    what: `${members.length} members to have ${count} messages (the least: ${Math.min(...members.map(({ received }) => received.length))})`,
  });
}

/** Takes the latencies, cut into windows of time: the p99 of the best window. */
function calmestP99(members: Member[], windows: number): number {
  const byMember = members.map(({ latenciesMs }) => latenciesMs.splice(0));
  const p99s = Array.from({ length: windows }, (_, window) => {
    const all = byMember.flatMap((latencies) => {
      const size = Math.ceil(latencies.length / windows);
      return latencies.slice(window * size, (window + 1) * size);
    });
    return all.sort((a, b) => a - b)[Math.floor(all.length * 0.99)] ?? 0;
  });
  return Math.min(...p99s);
}
