import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppDirectory } from './app-directory.ts';
import { openDevApp } from './dev-app.ts';

const directories: string[] = [];
function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'eagre-dev-'));
  directories.push(path);
  return path;
}
afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true });
});

test('keys stay over a restart, in a file for the owner only', () => {
  const data = join(directory(), 'data');
  const first = openDevApp(data);
  expect(openDevApp(data)).toEqual(first);
  expect(statSync(join(data, 'dev-keys.json')).mode & 0o777).toBe(0o600);
});

test('every data directory has keys of its own', () => {
  expect(openDevApp(directory()).apiKey).not.toBe(openDevApp(directory()).apiKey);
});

test('its key opens its app', async () => {
  const { config, apiKey } = openDevApp(directory());
  const apps = await AppDirectory.open([config]);
  expect(apps.appOfKey(apiKey)?.id).toBe(config.id);
});

test('a broken file is named and not replaced', () => {
  const data = directory();
  writeFileSync(join(data, 'dev-keys.json'), '{}');
  expect(() => openDevApp(data)).toThrow('dev-keys.json does not hold development keys');
});
