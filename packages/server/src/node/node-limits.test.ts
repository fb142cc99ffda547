import { expect, test } from 'bun:test';
import { checkedConfig } from '../config/checked-config.ts';
import type { Config } from '../config/schema.ts';
import type { QueueKey } from '../keys.ts';
import { retentionOf } from './node-limits.ts';

test('retention is that of the settings, unless the app has its own for the kind of queue', () => {
  const jwt = { hs256: 'a secret of more than thirty-two bytes' };
  const apps = [
    { id: 'shop', jwt, retention: { user: { entries: 0 }, group: { days: 7 } } },
    { id: 'show', jwt },
  ] as unknown as Config['apps'];
  const policy = retentionOf(checkedConfig({ retentionDays: 30, retentionEntries: 5, apps }));
  const rules = ['shop/user:ann', 'shop/group:g', 'shop/direct:ann:bob', 'show/group:g'].map(
    (key) => policy.ruleFor(key as QueueKey),
  );
  expect(rules).toEqual([
    { days: 30, entries: 0 },
    { days: 7, entries: 5 },
    { days: 30, entries: 5 },
    { days: 30, entries: 5 },
  ]);
  expect([policy.keepsAll, retentionOf(checkedConfig({})).keepsAll]).toEqual([false, true]);
  const badApp = { id: 'shop', jwt, retention: { room: { days: 1 } } };
  const bad = () => checkedConfig({ apps: [badApp] as unknown as Config['apps'] });
  expect(bad).toThrow('apps.0.retention');
});
