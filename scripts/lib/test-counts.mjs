import { stripVTControlCharacters } from 'node:util';

/**
 * The counts of the summary that `bun test` prints last, or undefined without one. Its JUnit report
 * would be tidier to read but leaves out files that fail to load.
 */
export function readCounts(output, exitCode) {
  const text = stripVTControlCharacters(output);
  const last = (label) => {
    const matches = [...text.matchAll(new RegExp(`^ *(\\d+) ${label}$`, 'gm'))];
    return Number(matches.at(-1)?.[1] ?? 0);
  };
  if (!/^Ran \d+ tests? across/m.test(text)) return undefined;
  const failed = last('fail');
  return {
    passed: last('pass'),
    // An error outside of any test fails the run too; the summary must not say "0 failed" of it.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: last('skip') + last('todo'),
  };
}

export function formatCounts({ passed, failed, skipped }) {
  const skippedPart = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${passed} passed, ${failed} failed${skippedPart}`;
}
