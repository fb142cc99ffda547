import { expect, test } from 'bun:test';
import { isAbout } from './is-about.ts';

test('an error is about its field and what that is in, about nothing beside it', () => {
  expect(isAbout({ field: 'user' }, 'user')).toBe(true);
  expect(isAbout({ field: 'users.0' }, 'users')).toBe(true);
  expect(isAbout({ field: 'users.0' }, 'user')).toBe(false);
  expect(isAbout({ field: 'tier' }, 'tier.windowMs')).toBe(false);
  expect(isAbout({ field: undefined }, 'user')).toBe(false);
});
