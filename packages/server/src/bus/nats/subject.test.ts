import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkedPrefix, subjectOfKey } from './subject.ts';

/** How whoever looks at the bus finds the key of a subject. */
function keyOfSubject(prefix: string, subject: string): string {
  const tokens = subject.slice(prefix.length + 1).split('.');
  return tokens.map((token) => (token === '%' ? '' : decodeURIComponent(token))).join('/');
}

test('a subject can be read, and its tokens are the parts of the key', () => {
  expect(subjectOfKey('eagre', 'shop/group:lobby')).toBe('eagre.shop.group:lobby');
  expect(subjectOfKey('eagre', 'shop/user:anna.b@x')).toBe('eagre.shop.user:anna%2Eb@x');
  expect(subjectOfKey('a.b', 'shop/room:群*>')).toBe('a.b.shop.room:%E7%BE%A4%2A%3E');
});

test('each key has a subject of its own that NATS takes, and it leads back', () => {
  const key = fc.string({ unit: 'grapheme', maxLength: 60 });
  const tricky = fc.array(fc.constantFrom('/', '.', '%', '*', '>', ' ', '\n', 'a', '%2E', '群'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        key,
        tricky.map((parts) => parts.join('')),
      ),
      (text) => {
        const subject = subjectOfKey('eagre', text);
        expect(subject).toMatch(/^eagre(\.[^\s.*>]+)+$/);
        expect(keyOfSubject('eagre', subject)).toBe(text);
      },
    ),
  );
});

test('the longest key fits, and one beyond the limit is an error that says so', () => {
  const direct = `${'a'.repeat(32)}/direct:${'.'.repeat(64)}:${'@'.repeat(64)}`;
  expect(subjectOfKey('p'.repeat(64), direct).length).toBeLessThan(2048);
  expect(() => subjectOfKey('eagre', '.'.repeat(700))).toThrow('the limit is 2048');
});

test('a prefix is made of plain tokens', () => {
  expect(checkedPrefix('eagre.staging-2')).toBe('eagre.staging-2');
  for (const bad of ['', 'a.', '.a', 'a b', 'a.*', '$SYS', 'a'.repeat(65)]) {
    expect(() => checkedPrefix(bad)).toThrow('a prefix of NATS subjects has 1 to 64');
  }
});
