import { expect, test } from 'bun:test';
import { TestFailures } from './test-failures.mjs';

const output = `bun test v1

a.test.ts:
(pass) fine [1.00ms]
12 | expect(1).toBe(2);
error: 1 is not 2
(fail) first [2.00ms]
(pass) fine too [1.00ms]

b.test.ts:
noise
(skip) not here
\u001B[31merror\u001B[0m: gone
\u001B[31m(fail)\u001B[0m second [3.00ms]

2 tests failed:
(fail) first [2.00ms]
(fail) second [3.00ms]

 2 pass
 2 fail
`;
const told = `a.test.ts:
12 | expect(1).toBe(2);
error: 1 is not 2
(fail) first [2.00ms]

b.test.ts:
\u001B[31merror\u001B[0m: gone
\u001B[31m(fail)\u001B[0m second [3.00ms]`;

test('what failed is told with its file and its error, once, wherever the output is cut', () => {
  for (let size = 1; size < output.length; size += 7) {
    const failures = new TestFailures();
    for (let at = 0; at < output.length; at += size) failures.take(output.slice(at, at + size));
    expect(failures.format()).toBe(told);
  }
});

test('nothing is told when nothing failed', () => {
  const failures = new TestFailures();
  failures.take('a.test.ts:\n(pass) fine\n');
  expect(failures.format()).toBe('');
});

test('long output and many failures are cut, and it says so', () => {
  const failures = new TestFailures();
  for (let i = 0; i < 50; i += 1) failures.take(`${'noise\n'.repeat(1000)}(fail) test ${i}\n`);
  const lines = failures.format().split('\n');
  expect(lines.length).toBeLessThan(2000);
  expect(lines.at(-1)).toBe('… and 30 more, above');
});
