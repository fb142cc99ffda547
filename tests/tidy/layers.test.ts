import { expect, test } from 'bun:test';
import { importsOf } from './imports.ts';
import { importsBetweenPackagesPointDown } from './package-layers.ts';
import { mayImport, mayImportTypes, serverFoldersPointDown } from './server-layers.ts';
import { sourceFile } from './source-file.ts';

const packages = (path: string, text: string) =>
  importsBetweenPackagesPointDown(sourceFile(path, text));
const folders = (path: string, text: string) =>
  serverFoldersPointDown(sourceFile(`packages/server/src/${path}`, text));

test('imports are found in every form, but not in comments', () => {
  const text = [
    "import type { A } from './a.ts';",
    "import {\n  b,\n  c,\n} from './bc.ts';",
    "export * from './d.ts';",
    "import './e.ts';",
    "const f = await import('./f.ts');",
    "// import { g } from './g.ts';",
  ].join('\n');
  expect(importsOf(sourceFile('x.ts', text)).map((found) => found.specifier)).toEqual([
    './a.ts',
    './bc.ts',
    './d.ts',
    './e.ts',
    './f.ts',
  ]);
});

test('a package imports only what lies below it', () => {
  const client = 'packages/client/src/a.ts';
  expect(packages(client, "import { x } from '@eagre/protocol';")).toEqual([]);
  expect(packages(client, "import type { x } from '@eagre/server';")).toHaveLength(1);
  expect(packages('packages/protocol/src/a.ts', "import '@eagre/client';")).toHaveLength(1);
  expect(packages('packages/unknown/src/a.ts', '')).toHaveLength(1);
  expect(packages('bench/src/a.ts', "import '@eagre/server';")).toEqual([]);
});

test('a package is imported by name, not by a path into it', () => {
  const text = "import { x } from '../../protocol/src/index.ts';";
  expect(packages('packages/client/src/a.ts', text)[0]).toContain('a.ts:1 leaves its package');
});

test('only tests may import the test kit', () => {
  const text = "import { FakeClock } from '@eagre/testkit';";
  expect(packages('packages/client/src/a.ts', text)).toHaveLength(1);
  expect(packages('packages/client/src/a.test.ts', text)).toEqual([]);
  expect(packages('packages/server/src/timeline/timeline-conformance.ts', text)).toEqual([]);
});

test('inside the server, folders import only what lies below them', () => {
  expect(folders('fanout/a.ts', "import { b } from '../bus/bus.ts';")).toEqual([]);
  expect(folders('fanout/a.ts', "import { b } from './b.ts';")).toEqual([]);
  expect(folders('fanout/a.ts', "import { l } from '../limits.ts';")).toEqual([]);
  expect(folders('bus/a.ts', "import { b } from '../fanout/fanout.ts';")).toHaveLength(1);
  expect(folders('gateway/a.ts', "import { b } from '../conversation/b.ts';")).toHaveLength(1);
  expect(folders('fanout/a.test.ts', "import { b } from '../gateway/b.ts';")).toEqual([]);
});

test('only the wiring imports all, nothing imports the wiring, shared files import no folder', () => {
  expect(folders('node.ts', "import { b } from './api/api.ts';")).toEqual([]);
  expect(folders('api/a.ts', "import { n } from '../node.ts';")).toHaveLength(1);
  expect(folders('limits.ts', "import { b } from './api/api.ts';")).toHaveLength(1);
  expect(folders('cli/a.ts', "import { n } from '../node.ts';")).toEqual([]);
  expect(folders('api/a.ts', "import { n } from '../cli/help.ts';")).toHaveLength(1);
  expect(folders('misc/a.ts', '')[0]).toContain('without a row');
});

test('some folders may be imported for their types only', () => {
  expect(folders('gateway/a.ts', "import type { R } from '../fanout/receiver.ts';")).toEqual([]);
  expect(folders('gateway/a.ts', "import { R } from '../fanout/receiver.ts';")).toHaveLength(1);
});

test('the table of folders has no circle and no unknown name', () => {
  const done = new Set<string>();
  const rows = Object.entries(mayImport).map(
    ([folder, below]) => [folder, [...below, ...(mayImportTypes[folder] ?? [])]] as const,
  );
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const [folder, below] of rows) if (below.every((name) => done.has(name))) done.add(folder);
  }
  expect(rows.map(([folder]) => folder).filter((folder) => !done.has(folder))).toEqual([]);
});
