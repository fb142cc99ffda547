import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { GatheredReads, type GatheredReadsOptions } from './gathered-reads.ts';

type Options = Partial<GatheredReadsOptions<string, string>>;

/** Reads that end when the test says so; each item's result is its own name in capitals. */
class Shelf {
  readonly clock = new FakeClock();
  /** What each read was asked for, in the order in which they began. */
  readonly begun: string[] = [];
  readonly reads: GatheredReads<string, string>;
  readonly #ends: PromiseWithResolvers<void>[] = [];

  constructor(options: Options = {}) {
    this.reads = new GatheredReads({
      most: 4,
      atOnce: 1,
      patience: { clock: this.clock, waiting: 6, waitMs: 100, what: 'books' },
      read: async (items) => {
        this.begun.push(items.join(' '));
        const end = Promise.withResolvers<void>();
        this.#ends.push(end);
        await end.promise;
        return items.map((item) => item.toUpperCase());
      },
      ...options,
    });
  }

  /** What comes of it, as a text. */
  ask(...items: string[]): Promise<string> {
    return this.reads.read(items).then(
      (results) => results.join(' '),
      (error) => String(error.message),
    );
  }

  async end(read: number): Promise<void> {
    this.#ends[read]?.resolve();
    await this.clock.advance(0);
  }

  async fail(read: number): Promise<void> {
    this.#ends[read]?.reject(new Error(`read ${read} failed`));
    await this.clock.advance(0);
  }
}

test('who asks alone waits for nobody; who comes meanwhile goes together', async () => {
  const shelf = new Shelf();
  const first = shelf.ask('a');
  expect(shelf.begun).toEqual(['a']);
  const others = [shelf.ask('b', 'c'), shelf.ask('d')];
  expect(shelf.begun).toEqual(['a']);
  await shelf.end(0);
  expect(shelf.begun).toEqual(['a', 'b c d']);
  // It has begun: what was committed since may not be in it.
  const late = shelf.ask('b');
  await shelf.end(1);
  await shelf.end(2);
  expect(shelf.begun).toEqual(['a', 'b c d', 'b']);
  expect(await Promise.all([first, ...others, late])).toEqual(['A', 'B C', 'D', 'B']);
});

test('a read has at most so much; what is more goes at once, by itself', async () => {
  const shelf = new Shelf();
  const asked = [shelf.ask('a'), shelf.ask('b', 'c', 'd'), shelf.ask('e'), shelf.ask('f')];
  const large = shelf.ask('1', '2', '3', '4', '5');
  expect(shelf.begun).toEqual(['a', '1 2 3 4 5']);
  await shelf.end(1);
  expect(shelf.begun).toHaveLength(2);
  await shelf.end(0);
  await shelf.end(2);
  await shelf.end(3);
  expect(shelf.begun.slice(2)).toEqual(['b c d e', 'f']);
  expect(await Promise.all([...asked, large])).toEqual(['A', 'B C D', 'E', 'F', '1 2 3 4 5']);
});

test('items cost what is said, and so many reads go at once', async () => {
  const shelf = new Shelf({ atOnce: 2, costOf: (item) => item.length });
  const asked = ['a', 'b', 'cc', 'dd', 'e', 'fffff'].map((item) => shelf.ask(item));
  expect(shelf.begun).toEqual(['a', 'b', 'fffff']);
  await shelf.end(1);
  expect(shelf.begun.at(-1)).toBe('cc dd');
  await shelf.end(0);
  expect(shelf.begun.at(-1)).toBe('e');
  for (const read of [2, 3, 4]) await shelf.end(read);
  expect(await Promise.all(asked)).toEqual(['A', 'B', 'CC', 'DD', 'E', 'FFFFF']);
});

test('a failure is that of all who were in the read; those behind it go at once', async () => {
  const shelf = new Shelf();
  const asked = [
    shelf.ask('a'),
    shelf.ask('b', 'c'),
    shelf.ask('d', 'e'),
    shelf.ask('f', 'g', 'h'),
  ];
  await shelf.end(0);
  const joined = shelf.ask('i');
  await shelf.fail(1);
  expect(shelf.begun).toEqual(['a', 'b c d e', 'f g h i']);
  const behind = [shelf.ask('j', 'k', 'l'), shelf.ask('m', 'n')];
  await shelf.fail(2);
  expect(shelf.begun.slice(3)).toEqual(['j k l', 'm n']);
  await shelf.end(4);
  await shelf.end(3);
  const failed = (read: number) => `read ${read} failed`;
  expect(await Promise.all(asked)).toEqual(['A', failed(1), failed(1), failed(2)]);
  expect(await Promise.all([joined, ...behind])).toEqual([failed(2), 'J K L', 'M N']);
  // Nothing of it stays behind.
  const again = [shelf.ask('o'), shelf.ask('p')];
  expect(shelf.begun.slice(5)).toEqual(['o']);
  await shelf.end(5);
  await shelf.end(6);
  expect(await Promise.all(again)).toEqual(['O', 'P']);
  expect(shelf.clock.pendingTimers).toBe(0);
});

test('what waits is bounded, in number and in time', async () => {
  const shelf = new Shelf();
  const first = shelf.ask('a');
  const early = shelf.ask('b', 'c', 'd');
  await shelf.clock.advance(60);
  const late = shelf.ask('e', 'f', 'g');
  expect(await shelf.ask('h')).toBe('6 reads of books wait for those under way');
  await shelf.clock.advance(40);
  expect(await early).toBe('reads of books were under way for more than 100 ms');
  const later = shelf.ask('h');
  await shelf.end(0);
  await shelf.end(1);
  expect(shelf.begun).toEqual(['a', 'e f g h']);
  expect(await Promise.all([first, late, later])).toEqual(['A', 'E F G', 'H']);
  expect(shelf.clock.pendingTimers).toBe(0);
});
