import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { ConversationLog } from '../../src/react/conversation-log.ts';
import { LogWorld, wordsOf } from './support/log-world.ts';

type Step =
  | { do: 'say'; from: string; skips: boolean }
  | { do: 'info' | 'personal' | 'hear' | 'trim' | 'cut' }
  | { do: 'recall'; back: number }
  | { do: 'ask'; older: boolean }
  | { do: 'answer'; which: number }
  | { do: 'restore'; lost: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      from: fc.constantFrom('ann', 'me'),
      skips: fc.constant(false),
    }),
  },
  { weight: 12, arbitrary: fc.constant({ do: 'hear' } as const) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), older: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('recall' as const), back: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'info' } as const, { do: 'personal' } as const) },
);
/** What breaks a log or leaves entries out for this device. */
const rare: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: step },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      from: fc.constant('ann'),
      skips: fc.constant(true),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'trim' } as const, { do: 'cut' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), lost: fc.nat(4) }) },
);

function take(world: LogWorld, one: Step): void {
  if (one.do === 'say') world.say(one.from, one.skips);
  else if (one.do === 'info') world.append({ type: 'info', by: 'ann', name: 'Team' });
  else if (one.do === 'recall') world.recall(world.head - one.back);
  else if (one.do === 'ask') world.ask(one.older);
  else if (one.do === 'answer') world.answer(one.which);
  else if (one.do === 'restore') world.restore(one.lost);
  else if (one.do === 'cut') world.log.trim(4);
  else world[one.do]();
}

/** All that one page with everything in it shows. */
function wholeOf(world: LogWorld): string[] {
  const log = new ConversationLog({ user: 'me', stored: () => {} });
  log.newestPage(world.page(world.head + 1, world.head + 1));
  return log.lines().map(wordsOf);
}

/** What must hold at every moment. */
function check(world: LogWorld): void {
  const lines = world.log.lines();
  const keys = lines.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  let told: number | undefined;
  for (const line of lines) {
    if (line.type === 'send') throw new Error('a log knows nothing of what is not stored');
    expect(line.epoch).toBe(world.log.epoch as number);
    if (line.type === 'gap') told = line.to;
    else if (line.type === 'personal') expect(line.syncId).toBeGreaterThanOrEqual(told ?? 0);
    else {
      for (let at = (told ?? line.syncId - 1) + 1; at < line.syncId; at += 1) {
        // Only what says nothing itself is left out without a word.
        if (line.epoch === world.epoch) expect(world.entries[at - 1]?.type).toBe('recall');
      }
      expect(line.syncId).toBeGreaterThan(told ?? 0);
      told = line.syncId;
    }
  }
}

describe('a conversation log', () => {
  test('does not take back what made room for newer lines', () => {
    const world = new LogWorld();
    for (let n = 0; n < 4; n += 1) world.say('ann');
    const old = world.page(world.head + 1);
    world.recall(1);
    world.say('ann');
    world.finish();
    world.log.trim(5);
    world.log.newestPage(old);
    expect(world.log.lines().map(({ key }) => key)).toEqual(['1.2', '1.3', '1.4', '1.6']);
    expect(world.log.hasMore).toBe(true);
  });

  test('personal messages of one place stand in the order in which they were stored', () => {
    const world = new LogWorld();
    for (let n = 0; n < 3; n += 1) world.personal();
    const page = world.page(1);
    world.log.newestPage({ ...page, personal: page.personal.slice(1) });
    world.finish();
    expect(world.log.lines().map(wordsOf)).toEqual(
      world.personals.map(({ body }) => {
        return `0 personal ${JSON.stringify(body)}`;
      }),
    );
  });

  test('any interleaving of pages and what arrives shows the same lines', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.array(step, { maxLength: 60, size: 'max' }), (before, steps) => {
        const world = new LogWorld();
        // Said before the device came, and never told to it but by pages.
        for (let n = 0; n < before; n += 1) world.say(n % 3 === 0 ? 'me' : 'ann', true);
        for (const one of steps) {
          take(world, one);
          check(world);
        }
        world.finish();
        const whole = wholeOf(world);
        const shown = world.log.lines().map(wordsOf);
        expect(shown).toEqual(whole.slice(whole.length - shown.length));
        world.loadAll();
        expect(world.log.lines().map(wordsOf)).toEqual(whole);
        expect(world.log.head).toBe(world.head);
      }),
      { numRuns: 300 },
    );
  });

  test('gaps, entries that were another stay, trimmed views and replaced logs leave no silent hole', () => {
    fc.assert(
      fc.property(fc.array(rare, { maxLength: 80, size: 'max' }), (steps) => {
        const world = new LogWorld();
        for (const one of steps) {
          take(world, one);
          check(world);
        }
        // A stay that was left out is seen by what comes after it.
        world.say('ann');
        world.finish();
        world.loadAll();
        const places = new Set(wholeOf(world));
        const shown = world.log.lines().map(wordsOf);
        // Nothing that exists is missing; what was deleted since may still be there.
        expect([...places].filter((words) => !shown.includes(words))).toEqual([]);
        expect(world.log.head).toBe(world.head);
      }),
      { numRuns: 300 },
    );
  });
});
