import { expect, test } from 'bun:test';
import type { PullAnswer, QueueId } from '@eagre/protocol';
import { ServiceError } from '../service-error.ts';
import { type PullRange, pullRanges } from './pull-ranges.ts';
import { by, group, makeGroup, newStation, text } from './test/station.ts';

function outside(): never {
  throw new ServiceError('not_member', 'not in the room');
}

async function filled() {
  const station = newStation();
  const read = await makeGroup(station, ['ann', 'bob'], { policy: 'read' }, group('r'));
  const write = await makeGroup(station, ['ann', 'bob'], { policy: 'write' }, group('w'));
  for (let i = 2; i <= 10; i += 1) {
    await station.services.sender.send(by('bob'), text(read, `r${i}`));
    await station.services.sender.send(by('bob'), text(write, `w${i}`));
  }
  const [head] = await station.timeline.heads([`shop/${read}` as never]);
  const epoch = head?.epoch ?? 0;
  const pull = async (
    name: string,
    ranges: (Omit<PullRange, 'queue' | 'epoch'> & { queue: string; epoch?: number })[],
    bytes = 100_000,
  ) => {
    const full = ranges.map((range) => ({ epoch, ...range, queue: range.queue as QueueId }));
    return JSON.parse(
      await pullRanges({ ...station.services, requireInRoom: outside }, by(name), full, bytes),
    ) as PullAnswer;
  };
  return { station, epoch, pull };
}

test('ranges of own queue and of conversations in any mode', async () => {
  const { pull, epoch } = await filled();
  const { ranges } = await pull('ann', [
    { queue: 'group:r', from: 3, to: 5 },
    { queue: 'group:w', from: 9 },
    { queue: 'user:ann', from: 0, to: 1 },
    { queue: 'group:r', from: 10 },
  ]);
  expect(ranges.map(({ items }) => items.length)).toEqual([2, 1, 1, 0]);
  expect(ranges[0]).toMatchObject({ queue: 'group:r', epoch, head: 10, from: 3 });
  expect(ranges[0]?.items[0]).toMatchObject({ body: { text: 'r4' } });
});

test('a refused range leaves the others alone and tells nothing', async () => {
  const { pull } = await filled();
  const { ranges } = await pull('zoe', [
    { queue: 'group:r', from: 0 },
    { queue: 'group:none', from: 0 },
    { queue: 'user:ann', from: 0 },
    { queue: 'room:x', from: 0 },
    { queue: 'user:zoe', from: 0 },
  ]);
  expect(ranges.map(({ error, head, items }) => [error?.code, head, items.length])).toEqual([
    ['not_member', 0, 0],
    ['not_found', 0, 0],
    ['forbidden', 0, 0],
    ['not_member', 0, 0],
    [undefined, 0, 0],
  ]);
});

test('the budget is given in order, and one entry at least', async () => {
  const { pull } = await filled();
  const two = [
    { queue: 'group:r', from: 1 },
    { queue: 'group:w', from: 1 },
  ];
  const counts = async (bytes: number) =>
    (await pull('ann', two, bytes)).ranges.map(({ items }) => items.length);
  expect(await counts(1)).toEqual([1, 0]);
  const [all, some] = await counts(1400);
  expect(all).toBe(9);
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(9);
});

test('a log that is another one, or was trimmed, is a gap', async () => {
  const { pull, station, epoch } = await filled();
  await station.timeline.trim('shop/group:r' as never, 6);
  const { ranges } = await pull('ann', [
    { queue: 'group:r', from: 2, to: 8 },
    { queue: 'group:r', from: 2, to: 5 },
    { queue: 'group:w', from: 2, to: 3, epoch: epoch + 1 },
    { queue: 'group:w', from: 99 },
  ]);
  expect(ranges.map(({ gap, from, items }) => [gap, from, items.length])).toEqual([
    ['trimmed', 6, 2],
    ['trimmed', 6, 0],
    ['epoch', 0, 10],
    ['epoch', 0, 10],
  ]);
});
