import { describe, expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { defaultTiers, TierChoice, tierOverrideSchema, tiersSchema } from './tiers.ts';

const [small, , middle, , largest] = defaultTiers;
const issuesOf = (tiers: unknown) =>
  tiersSchema.safeParse(tiers).error?.issues.map(({ path, message }) => [path.join('.'), message]);
const tierFrom = (fromDevices: number) => ({
  fromDevices,
  windowMs: 0,
  flushItems: 0,
  displayPerSecond: 0,
});

describe('tiers', () => {
  test('the default ones are allowed, do not merge below 500, and wait longer the larger the room', () => {
    expect(tiersSchema.parse(defaultTiers)).toEqual([...defaultTiers]);
    expect([small?.windowMs, defaultTiers[1]?.fromDevices]).toEqual([0, 500]);
    expect(largest).toMatchObject({ fromDevices: 300_000, windowMs: 1000 });
    const windows = defaultTiers.map(({ windowMs }) => windowMs);
    expect(windows).toEqual(windows.toSorted((a, b) => a - b));
  });

  test('a tier that is no good is named', () => {
    expect(issuesOf([])).toHaveLength(1);
    expect(issuesOf([tierFrom(1)])).toEqual([['0.fromDevices', 'the first tier must begin at 0']]);
    expect(issuesOf([tierFrom(0), tierFrom(9), tierFrom(9)])).toEqual([
      ['2.fromDevices', 'must be more than 9, where the tier before begins'],
    ]);
    expect(issuesOf([{ ...tierFrom(0), windowMs: 10_001 }])?.[0]?.[0]).toBe('0.windowMs');
    expect(issuesOf([{ ...tierFrom(0), flushItems: -1 }])?.[0]?.[0]).toBe('0.flushItems');
    expect(issuesOf([{ ...tierFrom(0), displayPerSecond: 0.5 }])?.[0]?.[0]).toBe(
      '0.displayPerSecond',
    );
    expect(issuesOf([{ ...tierFrom(0), colour: 'red' }])).toHaveLength(1);
    expect(issuesOf(Array.from({ length: 17 }, (_, i) => tierFrom(i)))).toHaveLength(1);
  });

  test('an override names what it changes, and nothing else', () => {
    expect(tierOverrideSchema.parse({ windowMs: 5 })).toEqual({ windowMs: 5 });
    expect(tierOverrideSchema.safeParse({ fromDevices: 5 }).success).toBe(false);
  });
});

describe('the choice of a tier', () => {
  function choiceFixture() {
    const clock = new FakeClock();
    return { clock, choice: new TierChoice(clock) };
  }

  test('the first choice is by the count alone', () => {
    for (const { fromDevices } of defaultTiers) {
      expect(choiceFixture().choice.choose(fromDevices).fromDevices).toBe(fromDevices);
    }
    expect(choiceFixture().choice.choose(4999).fromDevices).toBe(500);
    expect(choiceFixture().choice.choose(3_000_000)).toEqual(largest as never);
  });

  test('it goes up at the border and down below 80 % of it', async () => {
    const { clock, choice } = choiceFixture();
    const chosen: number[] = [];
    for (const devices of [4999, 5000, 4999, 4000, 3999, 4999, 5000]) {
      chosen.push(choice.choose(devices).fromDevices);
      await clock.advance(1000);
    }
    expect(chosen).toEqual([500, 5000, 5000, 5000, 500, 500, 5000]);
  });

  test('a room that fills or empties at once skips tiers', async () => {
    const { clock, choice } = choiceFixture();
    choice.choose(0);
    await clock.advance(1000);
    expect(choice.choose(400_000)).toEqual(largest as never);
    await clock.advance(1000);
    expect(choice.choose(3).fromDevices).toBe(0);
  });

  test('it changes at most once a second', async () => {
    const { clock, choice } = choiceFixture();
    choice.choose(0);
    await clock.advance(999);
    expect(choice.choose(5000).fromDevices).toBe(0);
    await clock.advance(1);
    expect(choice.choose(5000).fromDevices).toBe(5000);
    await clock.advance(999);
    expect(choice.choose(0).fromDevices).toBe(5000);
    await clock.advance(1);
    expect(choice.choose(0).fromDevices).toBe(0);
  });

  test('other tiers and overrides hold at once', () => {
    const { choice } = choiceFixture();
    choice.choose(600);
    choice.setOverride({ windowMs: 7 });
    expect(choice.choose(600)).toEqual({ ...defaultTiers[1], windowMs: 7 } as never);
    expect(choice.isOverridden).toBe(true);
    choice.setTiers([tierFrom(0), tierFrom(550)]);
    expect(choice.choose(600)).toEqual({ ...tierFrom(550), windowMs: 7 });
    choice.setOverride(undefined);
    expect(choice.choose(600)).toEqual(tierFrom(550));
    expect(choice.isOverridden).toBe(false);
  });

  test('among other tiers the choice is free again', () => {
    const { choice } = choiceFixture();
    choice.choose(500);
    expect(choice.choose(450).fromDevices).toBe(500);
    choice.setTiers(defaultTiers);
    expect(choice.choose(450).fromDevices).toBe(0);
    choice.setTiers([tierFrom(0)]);
    expect(choice.choose(450)).toEqual(tierFrom(0));
  });

  test('an override of 0 is one', () => {
    const { choice } = choiceFixture();
    choice.setOverride({ windowMs: 0, displayPerSecond: 0 });
    expect(choice.choose(5000)).toEqual({ ...middle, windowMs: 0, displayPerSecond: 0 } as never);
  });

  test('it is the same object while nothing changes', () => {
    const { choice } = choiceFixture();
    choice.setOverride({ windowMs: 7 });
    expect(choice.choose(600)).toBe(choice.choose(601));
  });
});
