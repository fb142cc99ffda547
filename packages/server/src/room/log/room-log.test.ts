import { describe, expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { RoomLog } from './room-log.ts';

const loose = { roomLogEntries: 256, roomLogChars: 1_000_000 };
const entriesFrom = (first: number, count: number, epoch = 1) => ({
  epoch,
  first,
  entries: Array.from({ length: count }, (_, i) => `{"e":${epoch},"n":${first + i}}`),
});
const logFixture = (head = 0, limits = loose) => new RoomLog({ epoch: 1, head }, limits);

describe('entries in order', () => {
  test('what comes next is new, and is told after any place', () => {
    const log = logFixture(5);
    expect(log.after(5)).toBeUndefined();
    expect(log.offer(entriesFrom(6, 2))).toBe('new');
    expect(log.offer(entriesFrom(8, 1))).toBe('new');
    expect([log.epoch, log.head, log.hole]).toEqual([1, 8, undefined]);
    expect(log.after(5)).toEqual({ first: 6, entries: entriesFrom(6, 3).entries });
    expect(log.after(7)).toEqual({ first: 8, entries: entriesFrom(8, 1).entries });
    expect(log.after(5, 1)).toEqual({ first: 6, entries: entriesFrom(6, 1).entries });
    expect([log.after(8), log.after(99)]).toEqual([undefined, undefined]);
  });

  test('what is known is old, and of what overlaps only the rest is new', () => {
    const log = logFixture();
    log.offer(entriesFrom(1, 3));
    expect(log.offer(entriesFrom(1, 3))).toBe('old');
    expect(log.offer(entriesFrom(2, 1))).toBe('old');
    expect(log.offer(entriesFrom(4, 0))).toBe('old');
    expect(log.offer(entriesFrom(2, 4))).toBe('new');
    expect(log.after(0)).toEqual(entriesWithoutEpoch(1, 5));
  });

  test('it says how far back it reaches', () => {
    const log = logFixture(5);
    expect([log.reaches(5), log.reaches(4)]).toEqual([true, false]);
    log.offer(entriesFrom(6, 2));
    expect([log.reaches(5), log.reaches(4)]).toEqual([true, false]);
    expect(log.after(2)).toEqual(entriesWithoutEpoch(6, 2));
  });
});

describe('limits', () => {
  test('the oldest entries go first', () => {
    const log = logFixture(0, { roomLogEntries: 4, roomLogChars: 1_000_000 });
    log.offer(entriesFrom(1, 3));
    log.offer(entriesFrom(4, 3));
    expect([log.head, log.reaches(2), log.reaches(1)]).toEqual([6, true, false]);
    expect(log.after(0)).toEqual(entriesWithoutEpoch(3, 4));
  });

  test('characters count as well; the newest entry stays however long it is', () => {
    const log = logFixture(0, { roomLogEntries: 100, roomLogChars: 50 });
    for (let first = 1; first <= 9; first += 1) log.offer(entriesFrom(first, 1));
    // 13 characters each.
    expect(log.after(0)).toEqual(entriesWithoutEpoch(7, 3));
    log.offer(entriesFrom(10, 1));
    log.offer({ epoch: 1, first: 11, entries: ['x'.repeat(90)] });
    expect(log.after(0)).toEqual({ first: 11, entries: ['x'.repeat(90)] });
  });
});

describe('a hole', () => {
  test('stops the head, is told, and closes when it is filled', () => {
    const log = logFixture(3);
    expect(log.offer(entriesFrom(7, 2))).toBe('hole');
    expect([log.head, log.hole]).toEqual([3, { after: 3, to: 6 }]);
    expect(log.offer(entriesFrom(9, 1))).toBe('hole');
    expect(log.fill(entriesFrom(4, 3))).toBe('new');
    expect([log.head, log.hole]).toEqual([9, undefined]);
    expect(log.after(3)).toEqual(entriesWithoutEpoch(4, 6));
  });

  test('closes by itself when the bus was only out of order', () => {
    const log = logFixture();
    log.offer(entriesFrom(3, 2));
    expect(log.offer(entriesFrom(1, 1))).toBe('new');
    expect(log.hole).toEqual({ after: 1, to: 2 });
    expect(log.offer(entriesFrom(2, 1))).toBe('new');
    expect([log.head, log.hole]).toEqual([4, undefined]);
  });

  test('what came before what was kept aside joins it; of two runs the newest is kept', () => {
    const log = logFixture();
    log.offer(entriesFrom(10, 2));
    expect(log.offer(entriesFrom(8, 3))).toBe('hole');
    expect(log.hole).toEqual({ after: 0, to: 7 });
    expect(log.offer(entriesFrom(4, 2))).toBe('hole');
    expect(log.hole).toEqual({ after: 0, to: 7 });
    log.fill(entriesFrom(1, 7));
    expect(log.after(0)).toEqual(entriesWithoutEpoch(1, 11));
    log.offer(entriesFrom(14, 1));
    log.offer(entriesFrom(20, 1));
    expect(log.hole).toEqual({ after: 11, to: 19 });
  });

  test('a read that stopped short leaves a smaller hole', () => {
    const log = logFixture();
    log.offer(entriesFrom(10, 1));
    expect(log.fill(entriesFrom(1, 4))).toBe('new');
    expect([log.head, log.hole]).toEqual([4, { after: 4, to: 9 }]);
  });

  test('where entries were trimmed the log goes on behind', () => {
    const log = logFixture(3);
    log.offer(entriesFrom(10, 1));
    expect(log.fill(entriesFrom(6, 2))).toBe('new');
    expect([log.head, log.reaches(5), log.reaches(4)]).toEqual([7, true, false]);
    expect(log.hole).toEqual({ after: 7, to: 9 });
    expect(log.fill(entriesFrom(8, 0))).toBe('new');
    expect([log.head, log.hole, log.reaches(9)]).toEqual([10, undefined, true]);
  });

  test('more than memory holds is not asked for', () => {
    const log = logFixture(0, { roomLogEntries: 10, roomLogChars: 1_000_000 });
    log.offer(entriesFrom(101, 1));
    expect(log.hole).toEqual({ after: 90, to: 100 });
    expect(log.fill(entriesFrom(91, 10))).toBe('new');
    expect([log.head, log.hole, log.reaches(91)]).toEqual([101, undefined, true]);
  });

  test('a fill that nobody needs changes nothing', () => {
    const log = logFixture(3);
    expect(log.fill(entriesFrom(1, 3))).toBe('old');
    expect(log.fill(entriesFrom(4, 0))).toBe('old');
    expect([log.head, log.hole]).toEqual([3, undefined]);
  });
});

describe('another epoch', () => {
  test('a later one replaces everything', () => {
    const log = logFixture(50);
    log.offer(entriesFrom(60, 1));
    expect(log.offer(entriesFrom(3, 2, 2))).toBe('epoch');
    expect([log.epoch, log.head, log.hole]).toEqual([2, 4, undefined]);
    expect(log.after(0)).toEqual({ first: 3, entries: entriesFrom(3, 2, 2).entries });
    expect(log.offer(entriesFrom(51, 9, 1))).toBe('old');
    expect(log.fill(entriesFrom(1, 2, 3))).toBe('epoch');
  });
});

/** A bus that loses, doubles and reorders, and a store that trims: memory must converge on the store. */
async function converges(random: SeededRandom): Promise<void> {
  const limits = { roomLogEntries: 12, roomLogChars: random.pick([100, 1000]) };
  const log = new RoomLog({ epoch: 1, head: 0 }, limits);
  let head = 0;
  let low = 0;
  const late: ReturnType<typeof entriesFrom>[] = [];
  const offer = (entries: ReturnType<typeof entriesFrom>) => {
    const before = log.head;
    const outcome = log.offer(entries);
    expect(outcome === 'new').toBe(log.head > before);
    expect(log.hole !== undefined || outcome !== 'hole').toBe(true);
  };
  for (let step = 0; step < 60; step += 1) {
    const committed = entriesFrom(head + 1, random.int(4) + 1);
    head += committed.entries.length;
    if (random.chance(0.6)) offer(committed);
    else if (random.chance(0.7)) late.push(committed);
    if (late.length > 0 && random.chance(0.3)) offer(random.pick(late));
    if (random.chance(0.1)) low = Math.max(low, head - random.int(20));
    if (random.chance(0.3)) readHole(log, low, random.int(4) + 1);
    const told = log.after(0);
    if (told !== undefined) {
      expect(told.entries).toEqual(entriesFrom(told.first, told.entries.length).entries);
      expect(told.first + told.entries.length - 1).toBe(log.head);
    }
  }
  offer(entriesFrom(head + 1, 1));
  for (let reads = 0; log.hole !== undefined; reads += 1) {
    expect(reads).toBeLessThan(20);
    readHole(log, low, 3);
  }
  expect(log.head).toBe(head + 1);
}

function readHole(log: RoomLog, low: number, most: number): void {
  const { hole } = log;
  if (hole === undefined) return;
  const first = Math.max(hole.after, low) + 1;
  log.fill(entriesFrom(first, Math.max(0, Math.min(most, hole.to + 1 - first))));
}

test('whatever is lost, doubled, late or trimmed, entries are in order and the head arrives', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 300 * testScale(); round += 1) await converges(random);
  }));

function entriesWithoutEpoch(first: number, count: number) {
  return { first, entries: entriesFrom(first, count).entries };
}
