import { isTypeScript, type SourceFile, type TreeRule } from './source-file.ts';

/** Past this a file hides a missing noun, whatever it does. */
const wallLines = 500;
/** Past this, look for the missing noun; keep the file only with an entry in the ratchet. */
const ratchetLines = 300;
const medianLines = 120;

/**
 * Files over 300 lines, each with the length that it may have at most. To grow past 300, first try to
 * split; if one file is truly better, add it here with its length, and say why in the commit. A number
 * may only go down; when a file falls to 300 or less, its entry goes.
 */
export const ratchet: Readonly<Record<string, number>> = {};

export const filesAreShort: TreeRule = (files) => checkLengths(files, ratchet);

/** With the ratchet as an argument for the rule's own test. */
export function checkLengths(
  files: readonly SourceFile[],
  allowed: Readonly<Record<string, number>>,
): string[] {
  const lengths = new Map(
    files.filter((file) => isTypeScript(file.path)).map((file) => [file.path, countLines(file)]),
  );
  return [
    ...[...lengths].flatMap(([path, lines]) => checkFile(path, lines, allowed[path])),
    ...Object.keys(allowed)
      .filter((path) => (lengths.get(path) ?? 0) <= ratchetLines)
      .map((path) => `${path} needs its entry in the ratchet of tests/tidy/lengths.ts no more`),
    ...checkMedian([...lengths.values()]),
  ];
}

function checkFile(path: string, lines: number, allowed: number | undefined): string[] {
  if (lines > wallLines) return [`${path} has ${lines} lines; ${wallLines} is the wall, split it`];
  if (lines <= ratchetLines) return [];
  if (allowed === undefined) {
    return [
      `${path} has ${lines} lines: look for the missing noun (see the ratchet of tests/tidy/lengths.ts)`,
    ];
  }
  return lines > allowed ? [`${path} grew from ${allowed} to ${lines} lines; split it`] : [];
}

function checkMedian(lengths: readonly number[]): string[] {
  const sorted = lengths.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return median > medianLines
    ? [
        `the median file has ${median} lines; at most ${medianLines} keeps files easy to hold in mind`,
      ]
    : [];
}

function countLines(file: SourceFile): number {
  const breaks = file.text.split('\n').length;
  return file.text.endsWith('\n') ? breaks - 1 : breaks;
}
