import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import { resolveConfig } from './resolve.ts';
import { fromFlags } from './sources.ts';

const directory = mkdtempSync(join(tmpdir(), 'eagre-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function resolve(args: string[], environment: Record<string, string> = {}) {
  return resolveConfig(fromFlags(args), environment);
}

/** The problems, with the directory's name taken out. */
function problems(args: string[], environment: Record<string, string> = {}): string[] {
  try {
    resolve(args, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => problem.replaceAll(`${directory}/`, ''));
  }
  throw new Error('the settings were taken');
}

test('without anything the defaults hold', () => {
  const { config, originOf } = resolve([]);
  expect(config).toMatchObject({ host: '127.0.0.1', port: 7070, data: './data', dev: false });
  expect(originOf('port')).toBe('default');
});

test('file, variable and flag each give a value and outdo the one before', () => {
  const config = file('port.json', { port: 1, groupMembers: 7 });
  const inFile = resolve(['--config', config]);
  expect([inFile.config.port, inFile.originOf('port')]).toEqual([1, config]);
  const inVariable = resolve(['--config', config], { EAGRE_PORT: '2' });
  expect([inVariable.config.port, inVariable.originOf('port')]).toEqual([2, 'EAGRE_PORT']);
  const inFlag = resolve(['--config', config, '--port=3'], { EAGRE_PORT: '2' });
  expect([inFlag.config.port, inFlag.originOf('port')]).toEqual([3, '--port']);
  expect(inFlag.config.groupMembers).toBe(7);
});

test('the file may be named by a variable', () => {
  expect(resolve([], { EAGRE_CONFIG: file('named.json', { port: 9 }) }).config.port).toBe(9);
});

test('a flag takes its value as the next word or after an equals sign', () => {
  expect(resolve(['--log-level', 'error']).config.logLevel).toBe('error');
  expect(resolve(['--log-level=error']).config.logLevel).toBe('error');
});

test('switches', () => {
  expect(resolve(['--dev']).config.dev).toBe(true);
  expect(resolve(['--no-dev'], { EAGRE_DEV: 'true' }).config.dev).toBe(false);
  expect(resolve(['--dev=false'], { EAGRE_DEV: '1' }).config.dev).toBe(false);
});

test('an empty variable counts as not given', () => {
  expect(resolve([], { EAGRE_PORT: '' }).config.port).toBe(7070);
});

test('development mode writes for people, unless told otherwise', () => {
  expect(resolve(['--dev']).config).toMatchObject({ logFormat: 'text', logLevel: 'warn' });
  expect(resolve(['--dev', '--log-format=json']).config.logFormat).toBe('json');
});

test('a list is said as JSON, wherever it is said', () => {
  const tiers = [{ fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 9 }];
  const text = JSON.stringify(tiers);
  const config = file('tiers.json', { roomTiers: tiers });
  for (const { config: resolved } of [
    resolve(['--room-tiers', text]),
    resolve([], { EAGRE_ROOM_TIERS: text }),
    resolve(['--config', config]),
  ]) {
    expect(resolved.roomTiers).toEqual(tiers);
  }
});

const key = { id: 'k1', secret: 'a-secret-of-enough-length-0001' };
const hs256 = 'x'.repeat(32);

const refusals: [title: string, problems: () => string[], expected: string[]][] = [
  [
    'a number that is none',
    () => problems([], { EAGRE_PORT: 'seventy' }),
    ['port from EAGRE_PORT is "seventy": use a whole number from 0 to 65535'],
  ],
  [
    'a number out of range',
    () => problems(['--port=70000']),
    ['port from --port is 70000: use a whole number from 0 to 65535'],
  ],
  [
    'a word outside the choice',
    () => problems(['--log-level', 'loud']),
    ['logLevel from --log-level is "loud": use one of debug, info, warn, error, silent'],
  ],
  [
    'a wrong type in the file',
    () => problems(['--config', file('type.json', { port: '7070' })]),
    ['port from type.json is "7070": use a whole number from 0 to 65535'],
  ],
  [
    'an unknown setting in the file',
    () => problems(['--config', file('unknown.json', { prot: 1 })]),
    ['unknown.json: unknown setting "prot" (did you mean port?)'],
  ],
  [
    'an unknown variable',
    () => problems([], { EAGRE_LOGLEVEL: 'info' }),
    ['unknown variable EAGRE_LOGLEVEL (did you mean EAGRE_LOG_LEVEL?)'],
  ],
  ['an unknown flag', () => problems(['--prot=1']), ['unknown flag --prot (did you mean --port?)']],
  ['an unknown flag near nothing', () => problems(['--zzzzzz']), ['unknown flag --zzzzzz']],
  ['a flag without its value', () => problems(['--port']), ['--port needs a value']],
  ['a flag before another', () => problems(['--port', '--dev']), ['--port needs a value']],
  [
    'several at once',
    () => problems(['--prot=1', '--port=x'], { EAGRE_DATTA: 'd' }),
    [
      'unknown variable EAGRE_DATTA (did you mean EAGRE_DATA?)',
      'unknown flag --prot (did you mean --port?)',
      'port from --port is "x": use a whole number from 0 to 65535',
    ],
  ],
  [
    'development mode for the whole network',
    () => problems(['--dev', '--host=0.0.0.0']),
    [
      'development mode gives tokens to everybody who asks, so host 0.0.0.0 (--host) is refused: use 127.0.0.1, or configure apps and leave --dev out',
    ],
  ],
  [
    'a burst below its rate',
    () => problems(['--sends-per-second=100']),
    ['sendsBurst 60 (default) must not be less than sendsPerSecond 100 (--sends-per-second)'],
  ],
  [
    'a burst of a room below its rate',
    () => problems(['--room-burst=10', '--room-user-burst=1', '--room-app-burst=1']),
    [
      'roomUserBurst 1 (--room-user-burst) must not be less than roomUserPerSecond 5 (default)',
      'roomBurst 10 (--room-burst) must not be less than roomPerSecond 5000 (default)',
      'roomAppBurst 1 (--room-app-burst) must not be less than roomAppPerSecond 50000 (default)',
    ],
  ],
  [
    'a room that goes before its devices',
    () => problems(['--room-idle-ms=9999']),
    ['roomIdleMs 9999 (--room-idle-ms) must not be less than roomGraceMs 10000 (default)'],
  ],
  [
    'a list that is none',
    () => problems(['--room-tiers=fast']),
    ['roomTiers from --room-tiers is "fast": use a list in JSON'],
  ],
  [
    'tiers that do not begin with the empty room',
    () =>
      problems([], {
        EAGRE_ROOM_TIERS: '[{"fromDevices":5,"windowMs":0,"flushItems":0,"displayPerSecond":0}]',
      }),
    ['roomTiers.0.fromDevices from EAGRE_ROOM_TIERS: the first tier must begin at 0'],
  ],
  [
    'a heartbeat that can never be missed',
    () => problems(['--heartbeat-ms=60000']),
    ['heartbeatTimeoutMs 60000 (default) must be more than heartbeatMs 60000 (--heartbeat-ms)'],
  ],
  [
    'a token secret that is too short, without showing it',
    () =>
      problems(['--config', file('short.json', { apps: [{ id: 'shop', jwt: { hs256: 'abc' } }] })]),
    ['apps.0.jwt.hs256 from short.json: must be at least 32 bytes'],
  ],
  [
    'an app with two ways to sign',
    () =>
      problems([
        '--config',
        file('two.json', { apps: [{ id: 'shop', jwt: { hs256, jwksUrl: 'https://x.test/k' } }] }),
      ]),
    ['apps.0.jwt from two.json: needs exactly one of "hs256", "jwksUrl" and "jwks"'],
  ],
  [
    'an app that is there twice',
    () =>
      problems([
        '--config',
        file('twice.json', {
          apps: [
            { id: 'shop', jwt: { hs256 } },
            { id: 'shop', jwt: { hs256 } },
          ],
        }),
      ]),
    ['apps.1.id from twice.json: "shop" is there twice'],
  ],
  [
    'a key with both secret and hash',
    () =>
      problems([
        '--config',
        file('key.json', {
          apps: [{ id: 'shop', keys: [{ ...key, sha256: '0'.repeat(64) }], jwt: { hs256 } }],
        }),
      ]),
    ['apps.0.keys.0 from key.json: needs either "secret" or "sha256"'],
  ],
];

for (const [title, actual, expected] of refusals) {
  test(`refuses ${title}`, () => expect(actual()).toEqual(expected));
}

test('refuses a file that is no JSON object, and one that is not there', () => {
  expect(problems(['--config', file('list.json', [])])).toEqual([
    'configuration file list.json must hold one JSON object',
  ]);
  expect(problems(['--config', file('broken.json', '{')])[0]).toStartWith(
    "configuration file broken.json can't be read: ",
  );
  expect(problems(['--config', join(directory, 'none.json')])[0]).toContain('none.json');
});

test.each(['short', 'a key with spaces that is long enough', 'k'.repeat(257)])(
  'the key %p of the console is refused without being shown',
  (key) => {
    expect(problems([], { EAGRE_ADMIN_KEY: key })).toEqual([
      'adminKey from EAGRE_ADMIN_KEY is ***: use 24 to 256 characters of A-Z a-z 0-9 _ - ' +
        '(`eagre admin-key` makes one)',
    ]);
  },
);
