import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { PlaceTable } from './place-table.ts';

test('what lies after any base is known to a stretch, in any order and split', () =>
  withSeed((random) => {
    for (let run = 0; run < 60; run += 1) {
      const count = 1 + random.int(random.chance(0.5) ? 100 : 3000);
      const places = random.shuffle(Array.from({ length: count }, (_place, i) => i + 1));
      const parts = [new PlaceTable(), new PlaceTable(), new PlaceTable()];
      for (const place of places)
        random.pick(parts).add(place, { count: 1, ids: place, places: -place });
      const whole = new PlaceTable();
      for (const part of parts)
        whole.addAll(PlaceTable.from(JSON.parse(JSON.stringify(part.json()))));
      const { stride, stretches } = whole.json();
      expect(stretches.length).toBeLessThanOrEqual(128);
      expect(stride).toBe(count <= 128 ? 1 : 2 ** Math.ceil(Math.log2(count / 128)));
      const base = random.int(count + 5);
      const { split, ...after } = whole.after(base);
      const first = Math.ceil(base / stride) * stride;
      const owed = places.filter((place) => place > first);
      const ids = owed.reduce((sum, place) => (sum + place) | 0, 0);
      expect(after).toEqual({ count: owed.length, ids, places: 0 - ids });
      expect(split).toBe(
        places.filter((place) => first > base && place > first - stride && place <= first).length,
      );
    }
  }));
