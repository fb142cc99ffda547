import { expect, test } from 'bun:test';
import { FakeClock, until } from '@eagre/testkit';
import { limits } from '../../src/limits.ts';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

interface QueueAnswer {
  queue: string;
  epoch: number;
  head: number;
  from: number;
  gap?: string;
  items: { body?: { text: string }; entry?: { body: { text: string } } }[];
}

function queuesOf(device: TestDevice): Map<string, QueueAnswer> {
  const [answer] = device.frames as { ok?: { queues: QueueAnswer[] } }[];
  return new Map(answer?.ok?.queues.map((one) => [one.queue, one]));
}

const wordsOf = (items: QueueAnswer['items']) =>
  items.map((item) => (item.entry ?? item).body?.text);

test.each([
  ['read', 'group:g'],
  ['write', 'user:ann'],
])(
  'in %s mode who comes back after a trim is told of the gap and goes on after it',
  async (policy, queue) => {
    const clock = new FakeClock();
    await using node = await TestNode.start({ clock, config: { retentionEntries: 3 } });
    await node.ok('POST', '/v1/groups', { group: 'group:g', members: ['ann'], policy });
    const say = (text: string) =>
      node.ok('POST', '/v1/messages', { conversation: 'group:g', kind: 'text', body: { text } });
    const connect = async (positions: unknown[] = []) =>
      TestDevice.open(node.url, await node.token('ann'), 'phone', { positions });

    await say('seen');
    const before = await connect();
    const seen = queuesOf(before).get(queue);
    const positions = [...queuesOf(before).values()].map((one) => [one.queue, one.epoch, one.head]);
    expect(wordsOf(seen?.items ?? []).at(-1)).toBe('seen');
    before.close();
    for (const text of ['lost', 'kept 1', 'kept 2', 'kept 3']) await say(text);
    await clock.advance(limits.retentionSweepMs + 1000);
    await until(async () => (await metric(node, 'retention_sweeps_total')) > 0, {
      what: 'a sweep',
    });

    const after = await connect(positions);
    const told = queuesOf(after).get(queue);
    const lost = (seen?.head ?? 0) + 1;
    expect(told).toMatchObject({ gap: 'trimmed', from: lost, head: lost + 3 });
    expect(wordsOf(told?.items ?? [])).toEqual(['kept 1', 'kept 2', 'kept 3']);

    const { ok } = await after.request('pull', {
      ranges: [{ queue, epoch: seen?.epoch, from: seen?.head }],
    });
    expect(ok).toMatchObject({ ranges: [{ gap: 'trimmed', from: lost, head: lost + 3 }] });
    await say('next');
    const pushed = () => after.frames.find((frame) => frame['push'] === 'entries');
    await until(() => pushed() !== undefined, { what: 'the next message' });
    expect(pushed()).toMatchObject({ queue, first: lost + 4 });
    after.close();
  },
);

async function metric(node: TestNode, name: string): Promise<number> {
  const { body } = await node.call('GET', '/metrics');
  const line = String(body['text'])
    .split('\n')
    .find((one) => one.includes(name) && !one.startsWith('#'));
  return Number(line?.split(' ')[1] ?? 0);
}
