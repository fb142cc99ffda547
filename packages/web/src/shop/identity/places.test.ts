import { describe, expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { drawName, faultOfName } from './names.ts';
import { type PlacePorts, renamed, takePlace } from './places.ts';

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

function browser() {
  const lasting = storage();
  const held = new Set<string>();
  const random = new SeededRandom(7);
  const open = (tab = storage()): PlacePorts & { tab: typeof tab } => ({
    tab,
    lasting,
    random,
    hold: (name) => {
      const isFree = !held.has(name);
      held.add(name);
      return Promise.resolve(isFree);
    },
  });
  return { open, held, lasting };
}

describe('places', () => {
  test('two tabs are two shoppers with devices of their own', async () => {
    const { open } = browser();
    const one = await takePlace(open(), 'shopper');
    const two = await takePlace(open(), 'shopper');
    expect(one.user).not.toBe(two.user);
    expect(one.device).not.toBe(two.device);
  });

  test('a tab loaded anew is who it was, though an earlier place is free', async () => {
    const { open, held } = browser();
    await takePlace(open(), 'shopper');
    const tab = open();
    const before = await takePlace(tab, 'shopper');
    held.clear();
    expect(await takePlace(tab, 'shopper')).toEqual(before);
  });

  test('only a tab loaded anew waits, for its former self to let go', async () => {
    const { open } = browser();
    const tab = open();
    const before = await takePlace(tab, 'shopper');
    const waits: number[] = [];
    const hold = (_: string, waitMs: number) =>
      Promise.resolve(waits.push(waitMs) > 0 && waitMs > 0);
    expect(await takePlace({ ...tab, hold }, 'shopper')).toEqual(before);
    expect(waits).toHaveLength(1);
    await takePlace({ ...open(), hold }, 'shopper');
    expect(new Set(waits.slice(1))).toEqual(new Set([0]));
  });

  test('a duplicated tab finds its place taken and becomes another', async () => {
    const { open } = browser();
    const tab = open();
    const before = await takePlace(tab, 'shopper');
    const copy = await takePlace({ ...tab }, 'shopper');
    expect(copy.user).not.toBe(before.user);
  });

  test('a browser that comes back is the shopper that it was, by the new name', async () => {
    const { open, held } = browser();
    const ports = open();
    const before = await takePlace(ports, 'shopper');
    renamed(ports, before, 'lin');
    held.clear();
    expect(await takePlace(open(), 'shopper')).toEqual({ ...before, user: 'lin' });
  });

  test('a role has its own places, and may fix the user', async () => {
    const { open } = browser();
    const tab = open();
    const shopper = await takePlace(tab, 'shopper');
    const host = await takePlace(tab, 'host', 'host');
    expect(host.user).toBe('host');
    expect(host.device).not.toBe(shopper.device);
    // Neither takes a place of the other's away.
    expect([shopper.place, host.place]).toEqual(['eagre.shop.shopper.1', 'eagre.shop.host.1']);
  });

  test('what is kept is bounded; beyond it nothing is kept', async () => {
    const { open, lasting } = browser();
    for (let tab = 0; tab < 16; tab += 1) await takePlace(open(), 'shopper');
    const late = await takePlace(open(), 'shopper');
    expect(late.place).toBeUndefined();
    expect(late.user).not.toBe('');
    expect(lasting.kept.size).toBe(16);
  });

  test.each(['', '{', '[]', '{"user":"a b","device":"d"}', '{"user":1,"device":"d"}'])(
    'what cannot be used is drawn anew: %p',
    async (text) => {
      const { open, lasting } = browser();
      lasting.setItem('eagre.shop.shopper.1', text);
      const { user, device } = await takePlace(open(), 'shopper');
      expect([faultOfName(user), faultOfName(device)]).toEqual([undefined, undefined]);
    },
  );

  test('a browser that keeps nothing still has a shopper', async () => {
    const forbidden = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('forbidden');
      },
    };
    const { open } = browser();
    const ports = { ...open(), tab: forbidden, lasting: forbidden };
    expect((await takePlace(ports, 'shopper')).user).not.toBe('');
  });
});

describe('names', () => {
  test('drawn ones are good ones', () => {
    const random = new SeededRandom(3);
    const names = Array.from({ length: 200 }, () => drawName(random));
    expect(names.every((name) => faultOfName(name) === undefined)).toBe(true);
    expect(new Set(names).size).toBeGreaterThan(150);
  });

  test('what a typed one lacks is told', () => {
    expect(faultOfName('')).toBe('empty');
    expect(faultOfName('林')).toBe('characters');
    expect(faultOfName('a'.repeat(25))).toBe('long');
    expect(faultOfName('a'.repeat(24))).toBeUndefined();
  });
});
