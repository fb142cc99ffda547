import { expect, test } from 'bun:test';
import { settingsHelp } from './help.ts';
import { flagOf, textSettings } from './names.ts';
import { printConfig } from './print.ts';
import { resolveConfig } from './resolve.ts';
import { settingNames } from './schema.ts';
import { fromFlags } from './sources.ts';

test('every setting is printed with its value and source', () => {
  const lines = printConfig(resolveConfig(fromFlags(['--port=1']), { EAGRE_DATA: '/d' })).split(
    '\n',
  );
  expect(lines.map((line) => line.split(' ')[0])).toEqual(settingNames);
  expect(lines.find((line) => line.startsWith('port '))).toMatch(/^port +1 +--port$/);
  expect(lines.find((line) => line.startsWith('data '))).toMatch(/^data +"\/d" +EAGRE_DATA$/);
});

test('long lists do not push the other columns apart', () => {
  const lines = printConfig(resolveConfig(fromFlags([]), {})).split('\n');
  expect(lines.find((line) => line.startsWith('roomTiers '))).toContain('"fromDevices":0');
  expect(lines.find((line) => line.startsWith('port '))?.length).toBeLessThan(80);
});

test('secrets are printed as stars', () => {
  const flags = fromFlags([]);
  const secret = 'this-is-a-secret-that-nobody-may-see';
  const apps = [{ id: 'shop', keys: [{ id: 'k', secret }], jwt: { hs256: secret } }];
  flags.given.push({ name: 'apps', value: apps, origin: 'file' });
  const text = printConfig(resolveConfig(flags, {}));
  expect(text).not.toContain(secret);
  expect(text).toContain('"shop"');
});

test('the key of the console is printed as stars, and its lack as it is', () => {
  const key = 'a-key-that-nobody-may-see-here';
  const lineOf = (environment: Record<string, string>) =>
    printConfig(resolveConfig(fromFlags([]), environment))
      .split('\n')
      .find((line) => line.startsWith('adminKey '));
  expect(lineOf({ EAGRE_ADMIN_KEY: key })).toMatch(/^adminKey +"\*\*\*" +EAGRE_ADMIN_KEY$/);
  expect(lineOf({})).toMatch(/^adminKey +"" +default$/);
});

test('the help names every flag with what it takes', () => {
  const help = settingsHelp();
  for (const name of textSettings) expect(help).toContain(`--${flagOf(name)}`);
  expect(help).toMatch(/\nrooms:\n/);
  expect(help).toMatch(/--room-tiers VALUE .*\[a list in JSON; `eagre config` prints it\]/);
  expect(help).toMatch(/--port VALUE .*\[a whole number from 0 to 65535; 7070\]/);
});
