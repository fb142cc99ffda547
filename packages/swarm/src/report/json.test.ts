import { expect, test } from 'bun:test';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { SeededRandom, tempDir } from '@eagre/testkit';
import { writeJson } from './json.ts';
import { fakeReport } from './test/fake-report.ts';

const report = fakeReport(new SeededRandom(4));

test('what is written is the report, in place of an older one, in a folder made for it', () => {
  using dir = tempDir();
  const path = `${dir.path}/runs/night.json`;
  writeJson(path, { ...report, seed: 1 });
  writeJson(path, report);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(report);
  expect(readdirSync(`${dir.path}/runs`)).toEqual(['night.json']);
});

test('where it cannot be written the error names the path, and no draft is left', () => {
  using dir = tempDir();
  const path = `${dir.path}/taken`;
  mkdirSync(path);
  expect(() => writeJson(path, report)).toThrow(`the report can't be written to ${path}: `);
  expect(readdirSync(dir.path)).toEqual(['taken']);
});
