import { codeOnly } from './code-only.ts';

/** A file of the repository, by its path from the root with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings blanked; same length, same lines. */
  readonly code: string;
}

/** One broken rule, as it is shown to whoever broke it: where, and what to do instead. */
export type Violation = string;

/** A style rule: pure, so that its own test can show that it fails on a bad sample. */
export type FileRule = (file: SourceFile) => Violation[];
export type TreeRule = (files: readonly SourceFile[]) => Violation[];

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, code: isCode(path) ? codeOnly(text) : '' };
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path);
}

export function isCode(path: string): boolean {
  return isTypeScript(path) || /\.m?js$/.test(path);
}

/** Tests, their helpers in `test/`, and conformance suites, which tests import. */
export function isTest(path: string): boolean {
  return /(\.test\.m?[tj]sx?|-conformance\.ts)$/.test(path) || /(^|\/)(test|tests)\//.test(path);
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** A violation for each match of a global pattern in `searched`, which lines up with the file. */
export function forEachMatch(
  file: SourceFile,
  searched: string,
  pattern: RegExp,
  describe: (match: string) => string,
): Violation[] {
  return [...searched.matchAll(pattern)].map(
    (match) => `${file.path}:${lineOf(searched, match.index)} ${describe(match[0].trim())}`,
  );
}
