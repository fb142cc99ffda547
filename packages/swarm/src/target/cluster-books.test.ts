import { afterEach, expect, test } from 'bun:test';
import { booksFrom } from './cluster-books.ts';

const servers: ReturnType<typeof Bun.serve>[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) void server.stop(true);
});

const figures = (offered: number) => ({
  chat: { offered, refused: 0, dropped: {} },
  reliable: { delivered: 0, retried: 0, carried: 0, pulled: 0 },
});

/** A server whose answers name these nodes, each time the next of `missing`. */
function serve(nodes: readonly string[], like: number, missing: string[][] = []): string {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () =>
      Response.json({
        ...figures(99),
        online: { devices: 3, users: 3 },
        counters: { like },
        nodes: nodes.map((node, i) => ({ node, ...figures(i + 1) })),
        missing: missing.shift() ?? [],
      }),
  });
  servers.push(server);
  return server.url.origin;
}

test('one answer has the books of all nodes; those of one server have no name', async () => {
  const both = await booksFrom({ url: serve(['a', 'b'], 7), key: 'k' })('room:a');
  expect(both.map(({ node, books }) => [node, books.chat.offered, books.counters])).toEqual([
    ['a', 1, { like: 7 }],
    ['b', 2, { like: 7 }],
  ]);
  const [one] = await booksFrom({ url: serve(['main'], 7), key: 'k' })('room:a');
  expect(one).toMatchObject({ node: '', books: { chat: { offered: 1 } } });
});

test('nodes that are known are each asked, and give their own view and part', async () => {
  const nodes = [
    { name: 'a', url: serve(['a', 'b'], 7) },
    { name: 'b', url: serve(['b', 'a'], 8) },
  ];
  const books = await booksFrom({ url: '', key: 'k', nodes })('room:a');
  expect(books.map(({ node, books: { counters } }) => [node, counters])).toEqual([
    ['a', { like: 7 }],
    ['b', { like: 8 }],
  ]);
  expect(books.map(({ books: { chat } }) => chat.offered)).toEqual([1, 1]);
  const stranger = [{ name: 'x', url: serve(['a'], 7) }];
  const asked = booksFrom({ url: '', key: 'k', nodes: stranger })('room:a');
  await expect(asked).rejects.toThrow('x does not tell what it did in room:a');
});

test('an answer without some node is asked for again', async () => {
  const url = serve(['a'], 7, [['b'], ['b']]);
  expect(await booksFrom({ url, key: 'k' })('room:a')).toHaveLength(1);
});
