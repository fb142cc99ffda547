import { expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempDir } from '@eagre/testkit';
import { brokenReferences } from './docs/links.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const documents = ['*.md', 'docs/**/*.md']
  .flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: root })])
  .toSorted();

test('links and file names of the documents lead somewhere', () => {
  expect(documents).toContain('docs/invariants.md');
  expect(documents).toContain('README.md');
  expect(documents.flatMap((path) => brokenReferences(root, path))).toEqual([]);
});

test('the check can fail', () => {
  using dir = tempDir();
  mkdirSync(join(dir.path, 'docs'));
  writeFileSync(join(dir.path, 'docs/b.md'), '# One heading\n');
  const lines = [
    '[a](docs/b.md) [b](docs/b.md#one-heading) [c](https://a.example/x) `docs/b.md`',
    '[d](docs/c.md)',
    '[e](docs/b.md#two)',
    '`docs/d.md`',
    '```',
    '[f](docs/c.md)',
    '```',
  ];
  writeFileSync(join(dir.path, 'a.md'), lines.join('\n'));
  expect(brokenReferences(dir.path, 'a.md')).toEqual([
    'a.md:2 links to docs/c.md, which is not there',
    'a.md:3 links to docs/b.md#two, a heading that is not there',
    'a.md:4 names docs/d.md, which is not there',
  ]);
});
