import { expect, test } from 'bun:test';
import { SerialRead } from './serial-read.ts';

function gated() {
  const gates: PromiseWithResolvers<void>[] = [];
  const read = new SerialRead(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  return { read, gates };
}

test('one read at a time; who calls meanwhile shares the next', async () => {
  const { read, gates } = gated();
  const done: string[] = [];
  const run = (name: string) => read.run().then(() => done.push(name));
  const all = [run('a'), run('b'), run('c')];
  expect([gates.length, read.turns]).toEqual([1, 1]);
  gates[0]?.resolve();
  await all[0];
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
  expect([done, gates.length, read.turns]).toEqual([['a'], 2, 3]);
  // Begun already when this one is called.
  all.push(run('d'));
  gates[1]?.resolve();
  await all[2];
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
  expect([done, gates.length]).toEqual([['a', 'b', 'c'], 3]);
  gates[2]?.resolve();
  await Promise.all(all);
  expect(read.turns).toBe(6);
});

test('a read that fails fails for those who waited for it, and the next is made', async () => {
  const { read, gates } = gated();
  const [first, second] = [read.run(), read.run()];
  gates[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
  gates[1]?.resolve();
  await second;
  expect([gates.length, read.turns]).toEqual([2, 4]);
});
