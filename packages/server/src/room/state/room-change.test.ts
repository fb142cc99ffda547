import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import { limits } from '../../limits.ts';
import { changedRole, changedSettings, type RoomChange } from './room-change.ts';
import { settingsCodec } from './room-settings.ts';
import { refusal, user } from './test/station.ts';

const codec = settingsCodec(() => 1000);
const fresh = codec.initial();

test('what is given is changed, what is absent stays, null takes off', () => {
  const tier = { windowMs: 100 };
  const named = changedSettings(fresh, { name: 'Show', tier, deviceLimit: 10, slowMs: 5 });
  expect(named).toEqual({ ...fresh, name: 'Show', tier, deviceLimit: 10, slowMs: 5 });
  const later = changedSettings(named, {
    name: null,
    tier: null,
    deviceLimit: null,
    mutedAll: true,
  });
  expect(later).toEqual({ ...fresh, slowMs: 5, mutedAll: true });
});

test('words are trimmed and kept once', () => {
  expect(changedSettings(fresh, { words: [' a ', 'b', 'a'] }).words).toEqual(['a', 'b']);
});

const refused: [change: RoomChange, field: string, message: string][] = [
  [{ words: ['ok', 'x'.repeat(65)] }, 'words.1', 'at most 64 characters'],
  [{ words: ['\u200b '] }, 'words.0', 'must not be empty'],
  [{ words: Array.from({ length: 1001 }, (_, i) => `w${i}`) }, 'words', 'at most 1000 items'],
  [{ name: '' }, 'name', 'at least 1 characters'],
  [{ tier: { windowMs: 10_001 } }, 'tier.windowMs', 'at most 10000'],
  [{ tier: { displayPerSecond: -1 } }, 'tier.displayPerSecond', 'at least 0'],
  [{ slowMs: 1.5 }, 'slowMs', 'int'],
  [{ deviceLimit: 0 }, 'deviceLimit', 'at least 1'],
  [{ surprise: 1 } as RoomChange, 'surprise', 'not an argument'],
];

for (const [change, field, message] of refused) {
  test(`${field} is refused: ${message}`, async () => {
    const error = await refusal(() => changedSettings(fresh, change));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.message).toContain(message);
  });
}

test('roles are given and taken; being a viewer is none; their number is limited', async () => {
  const host = changedRole(fresh, user('ann'), 'host');
  expect(host.roles.get(user('ann'))).toBe('host');
  expect(changedRole(host, user('ann'), 'host')).toBe(host);
  expect(changedRole(fresh, user('ann'), 'viewer')).toBe(fresh);
  expect(changedRole(host, user('ann'), 'viewer').roles.size).toBe(0);
  const names = Array.from({ length: limits.roomRoles }, (_, i) => `u${i}` as UserId);
  const full = { ...fresh, roles: new Map(names.map((name) => [name, 'follower' as const])) };
  expect(await refusal(() => changedRole(full, user('ann'), 'host'))).toMatchObject({
    code: 'limit_exceeded',
    field: 'user',
  });
  expect(changedRole(full, names[0] as UserId, 'host').roles.size).toBe(limits.roomRoles);
});

test('settings survive the store, whatever users are called', () => {
  const named = changedSettings(fresh, { name: 'Show', perSecond: 5, words: ['x'] });
  const settings = changedRole(
    changedRole(named, user('__proto__'), 'host'),
    user('constructor'),
    'staff',
  );
  expect(codec.decode(codec.encode(settings))).toEqual(settings);
  expect(codec.decode(codec.encode(settings)).roles.get(user('__proto__'))).toBe('host');
});

test('the largest lists fit one document', () => {
  const name = (i: number) => `${i}`.padStart(64, 'u') as UserId;
  const roles = Array.from({ length: limits.roomRoles }, (_, i) => [name(i), 'follower'] as const);
  const words = Array.from({ length: limits.roomWords }, (_, i) => `${i}`.padStart(64, '禁'));
  const text = codec.encode({ ...fresh, roles: new Map(roles), words });
  expect(text.length).toBeLessThanOrEqual(limits.documentLength);
});
