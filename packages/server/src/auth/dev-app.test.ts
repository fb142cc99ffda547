import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

test('processes that make the keys at once all get the same, and leave nothing else', async () => {
  const data = join(directory(), 'data');
  const module = new URL('./dev-app.ts', import.meta.url).pathname;
  const script = `import { openDevApp } from '${module}'; console.log(openDevApp('${data}').apiKey)`;
  const children = Array.from({ length: 6 }, () =>
    Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe' }),
  );
  const keys = await Promise.all(children.map(({ stdout }) => new Response(stdout).text()));
  expect(keys[0]).toStartWith('dev.dev.');
  expect(new Set(keys).size).toBe(1);
  expect(readdirSync(data)).toEqual(['dev-keys.json']);
});

test('a file without a key of the console gets one, which stays', () => {
  const data = directory();
  const path = join(data, 'dev-keys.json');
  const old = { apiSecret: 'a'.repeat(48), tokenSecret: 't'.repeat(48) };
  writeFileSync(path, JSON.stringify(old), { mode: 0o600 });
  const [first, again] = [openDevApp(data), openDevApp(data)];
  expect(first.adminKey).toMatch(/^[0-9a-f]{48}$/);
  expect(again).toEqual(first);
  expect(first.apiKey).toBe(`dev.dev.${old.apiSecret}`);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...old, adminKey: first.adminKey });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(data)).toEqual(['dev-keys.json']);
  const other = directory();
  writeFileSync(join(other, 'dev-keys.json'), JSON.stringify(old));
  expect(openDevApp(other).adminKey).toBe(first.adminKey);
});
