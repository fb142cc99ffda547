import { type FileRule, forEachMatch, isCode, isTest, isTypeScript } from './source-file.ts';

interface ForbiddenWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

const forbidden: readonly ForbiddenWord[] = [
  {
    pattern: /\benum\s+\w+\s*\{/g,
    instead: 'use a union of string literals or an `as const` table',
  },
  { pattern: /\bexport\s+default\b/g, instead: 'export by name' },
  {
    pattern: /(?:[:<|&,=]|\bas|\bextends)\s*any\b(?!\s*[:(])|\bany\[\]/g,
    instead: 'use `unknown` and narrow it',
  },
  {
    pattern: /\b(?:test|it|describe)\.(?:only|skip|todo)\b/g,
    instead: 'a test runs or is deleted (skipIf with a reason is for parts that a machine lacks)',
  },
];

export const noForbiddenWords: FileRule = (file) => {
  if (!isTypeScript(file.path)) return [];
  return forbidden
    .filter(({ pattern }) => !(isConfig(file.path) && pattern.source.includes('default')))
    .flatMap(({ pattern, instead }) =>
      forEachMatch(file, file.code, pattern, (match) => `has \`${match}\`: ${instead}`),
    );
};

/** Put together, so that a search for unfinished work does not find this list. */
const unfinishedMarks = [['TO', 'DO'].join(''), ['FIX', 'ME'].join(''), 'X'.repeat(3)];
const unfinishedPattern = new RegExp(`\\b(?:${unfinishedMarks.join('|')})\\b`, 'g');

export const noUnfinishedMarks: FileRule = (file) => {
  if (!isCode(file.path)) return [];
  const instead = 'finish it, or write an issue';
  return forEachMatch(file, file.text, unfinishedPattern, (mark) => `has ${mark}: ${instead}`);
};

const globals =
  /\b(?:Date\.now|Math\.random|performance\.now|(?:globalThis\.|(?<!\.))set(?:Timeout|Interval))\s*\(|\bnew Date\(\)/g;

/** Only these make or start from the real clock; everything else has it handed in. */
const mayTouchGlobals = /^packages\/(?:server|client|protocol)\/src\/(?:clock|random|main)\.ts$/;

export const noGlobalTimeOrChance: FileRule = (file) => {
  const inScope = /^packages\/(?:server|client|protocol)\/src\//.test(file.path);
  if (!inScope || mayTouchGlobals.test(file.path) || isTest(file.path)) return [];
  return forEachMatch(
    file,
    file.code,
    globals,
    (match) =>
      `calls ${match.replace(/\s*\($/, '()')}: take a Clock or Random of @eagre/protocol as an argument`,
  );
};

function isConfig(path: string): boolean {
  return /\.config\.[mc]?[tj]s$/.test(path);
}
