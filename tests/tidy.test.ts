import { expect, test } from 'bun:test';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesAreShort } from './tidy/lengths.ts';
import { lockFileIsWhole } from './tidy/lock-file.ts';
import { noMachinePaths, noRegistryHosts } from './tidy/machine-traces.ts';
import { manifestsAreComplete } from './tidy/manifests.ts';
import { namesAreKebabCase, noBarrelInsidePackage, noRecordedTraces } from './tidy/names.ts';
import { importsBetweenPackagesPointDown } from './tidy/package-layers.ts';
import { serverFoldersPointDown } from './tidy/server-layers.ts';
import { type FileRule, type SourceFile, sourceFile } from './tidy/source-file.ts';
import { noForbiddenWords, noGlobalTimeOrChance, noUnfinishedMarks } from './tidy/words.ts';

/** The style rules of CONTRIBUTING.md that a machine can hold. */
const fileRules: Readonly<Record<string, FileRule>> = {
  'imports between packages point down': importsBetweenPackagesPointDown,
  'imports between folders of the server point down': serverFoldersPointDown,
  'no enum, default export, any, or test left out': noForbiddenWords,
  'no mark of unfinished work': noUnfinishedMarks,
  'no global time or chance in server, client and protocol': noGlobalTimeOrChance,
  'names are kebab-case': namesAreKebabCase,
  "index.ts only at a package's edge": noBarrelInsidePackage,
  'no recorded traces': noRecordedTraces,
  'no path of one machine': noMachinePaths,
  'no registry host': noRegistryHosts,
  'package manifests are complete and pinned': manifestsAreComplete,
  'the lock file is whole': lockFileIsWhole,
};

const root = fileURLToPath(new URL('../', import.meta.url));
const files = repositoryFiles();

test('the rules see the repository', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.map((file) => file.path)).toContain('package-lock.json');
});

for (const [name, rule] of Object.entries(fileRules)) {
  test(name, () => expect(files.flatMap(rule)).toEqual([]));
}

test('files are short', () => expect(filesAreShort(files)).toEqual([]));

test('the licence is there', () => {
  expect(files.find((file) => file.path === 'LICENSE')?.text).toContain('Apache License');
});

/** Tracked files and new ones that Git does not ignore, without binaries. */
function repositoryFiles(): SourceFile[] {
  const list = Bun.spawnSync(['git', 'ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
  if (!list.success) throw new Error(`git ls-files failed: ${list.stderr.toString()}`);
  return list.stdout
    .toString()
    .split('\0')
    .filter(
      (path) => path !== '' && statSync(join(root, path), { throwIfNoEntry: false })?.isFile(),
    )
    .map((path) => sourceFile(path, textOf(path)));
}

function textOf(path: string): string {
  const bytes = readFileSync(join(root, path));
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}
