import { expect, test } from 'bun:test';
import { contrast } from '../../../test/contrast.ts';
import { colourOf, initialsOf, nameColours } from './name-marks.ts';

test.each([...nameColours])('white can be read on %s, and it is seen on both grounds', (colour) => {
  expect(contrast('#ffffff', colour)).toBeGreaterThanOrEqual(4.5);
  expect(contrast('#f6f4f2', colour)).toBeGreaterThanOrEqual(3);
  expect(contrast('#121113', colour)).toBeGreaterThanOrEqual(3);
});

test('a name has always the same colour, and many names use all of them evenly', () => {
  expect(colourOf('Ada Low')).toBe(colourOf('Ada Low'));
  const counts = Map.groupBy(
    Array.from({ length: 1_200 }, (_, i) => colourOf(`user-${i}`)),
    (colour) => colour,
  );
  expect(counts.size).toBe(nameColours.length);
  for (const names of counts.values()) expect(names.length).toBeWithin(60, 150);
});

test.each([
  ['Ada Low', 'AL'],
  ['ada king low', 'AL'],
  ['lin', 'L'],
  ['user-12', 'U1'],
  ['王小明', '王'],
  ['李 娜', '李'],
  ['éva', 'É'],
  ['🎈 Mia', 'M'],
  ['  ', '?'],
  ['', '?'],
])('initials of "%s" are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
