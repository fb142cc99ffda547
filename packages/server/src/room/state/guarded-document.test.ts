import { expect, test } from 'bun:test';
import { documentKey } from '../../keys.ts';
import { type DocumentCodec, GuardedDocument } from './guarded-document.ts';
import { room, Station } from './test/station.ts';

const codec: DocumentCodec<number> = { initial: () => 0, decode: Number, encode: String };

test('only a newer version is news', async () => {
  const changes: number[][] = [];
  const document = await GuardedDocument.open(documentKey(room, 'number'), {
    ...new Station().use('n'),
    codec,
    onChange: (...change) => changes.push(change),
  });
  for (const version of [2, 2, 1, 3]) document.offer({ value: version * 10, version });
  expect(changes).toEqual([
    [0, 20],
    [20, 30],
  ]);
  expect(document.known).toEqual({ value: 30, version: 3 });
});

test('whoever asks while a read is under way waits for one that began after the question', async () => {
  const station = new Station();
  const key = documentKey(room, 'number');
  const use = station.use('n');
  const document = await GuardedDocument.open(key, { ...use, codec });
  // The first read sees the store as it was, and is slow to say so.
  const gate = Promise.withResolvers<void>();
  let reads = 0;
  station.timeline.document = async (asked) => {
    reads += 1;
    const found = await station.store.document(asked);
    if (reads === 1) await gate.promise;
    return found;
  };
  const first = document.reload();
  await station.store.commit({ writes: [{ write: 'document', key, value: '7' }], appends: [] });
  const later = [document.reload(), document.reload(), document.reload()];
  gate.resolve();
  await first;
  expect(document.value).toBe(0);
  await Promise.all(later);
  expect([document.value, reads]).toEqual([7, 2]);
});
