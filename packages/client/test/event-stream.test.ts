import { expect, test } from 'bun:test';
import { Emitter } from '../src/emitter.ts';
import { EventStream } from '../src/event-stream.ts';

function streamOf(limit = 3) {
  let ends = 0;
  const stream = new EventStream<number>(limit, () => {
    ends += 1;
  });
  return { stream, ends: () => ends };
}

test('what was pushed before and after a reader came is read in order', async () => {
  const { stream } = streamOf();
  stream.push(1);
  stream.push(2);
  const read = [await stream.next(), await stream.next()];
  const waiting = stream.next();
  stream.push(3);
  expect([...read, await waiting].map(({ value }) => value)).toEqual([1, 2, 3]);
});

test('the end lets the buffer be read first, then ends all readers', async () => {
  const { stream, ends } = streamOf();
  stream.push(1);
  stream.end();
  stream.push(2);
  const seen: number[] = [];
  for await (const value of stream) seen.push(value);
  expect(seen).toEqual([1]);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(ends()).toBe(1);
});

test('readers that wait at the end are released', async () => {
  const { stream } = streamOf();
  const both = Promise.all([stream.next(), stream.next()]);
  stream.end();
  expect((await both).every(({ done }) => done)).toBe(true);
});

test('leaving the loop lets go of the source', async () => {
  const { stream, ends } = streamOf();
  stream.push(1);
  stream.push(2);
  for await (const _ of stream) break;
  expect(ends()).toBe(1);
  expect((await stream.next()).done).toBe(true);
});

test('a reader too slow gets what was kept, then an error, never a hole', async () => {
  const { stream, ends } = streamOf(2);
  for (const value of [1, 2, 3, 4]) stream.push(value);
  expect(ends()).toBe(1);
  expect([(await stream.next()).value, (await stream.next()).value]).toEqual([1, 2]);
  await expect(stream.next()).rejects.toMatchObject({ code: 'buffer_full' });
  expect((await stream.next()).done).toBe(true);
});

test('a handler that throws keeps nothing from the others, and is told as an error', () => {
  const emitter: Emitter = new Emitter((error) => emitter.emit({ type: 'error', error }));
  const seen: string[] = [];
  const broken = new Error('broken');
  emitter.on('state', () => {
    throw broken;
  });
  emitter.on('state', ({ state }) => seen.push(state));
  emitter.on('error', ({ error }) => seen.push(`${error.code} ${error.cause === broken}`));
  emitter.emit({ type: 'state', state: 'online' });
  expect(seen).toEqual(['handler_failed true', 'online']);
});

test('handlers of one conversation hear of that one only, until they unsubscribe', () => {
  const emitter: Emitter = new Emitter((error) => emitter.emit({ type: 'error', error }));
  const seen: string[] = [];
  const stop = emitter.on('typing', ({ user }) => seen.push(user), 'group:a');
  const typing = (conversation: string, user: string) =>
    emitter.emit({ type: 'typing', conversation, user } as never);
  typing('group:a', 'ann');
  typing('group:b', 'bob');
  stop();
  typing('group:a', 'cyd');
  expect(seen).toEqual(['ann']);
  expect(emitter.size).toBe(0);
});
