import { expect, test } from 'bun:test';
import { checkedConfig } from '../config/checked-config.ts';
import type { Config } from '../config/schema.ts';
import type { QueueKey } from '../keys.ts';
import { quotasOf, retentionOf } from './node-limits.ts';

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
  expect(policy.ruleFor('_console/group:audit' as QueueKey)).toEqual({ days: 0, entries: 0 });
  const badApp = { id: 'shop', jwt, retention: { room: { days: 1 } } };
  const bad = () => checkedConfig({ apps: [badApp] as unknown as Config['apps'] });
  expect(bad).toThrow('apps.0.retention');
});

test('an app may have rates of its own, for what is stored and for its rooms', () => {
  const jwt = { hs256: 'a secret of more than thirty-two bytes' };
  const configOf = (quotas: object) =>
    checkedConfig({ apps: [{ id: 'shop', jwt, quotas }] as unknown as Config['apps'] });
  const of = (quotas: object) => [...quotasOf(configOf(quotas)).values()];
  expect(of({ sendsPerSecond: 3 })).toEqual([{ sends: { perSecond: 3, burst: 6 } }]);
  expect(of({ sendsPerSecond: 3, sendsBurst: 4, roomSendsPerSecond: 5 })).toEqual([
    { sends: { perSecond: 3, burst: 4 }, rooms: { perSecond: 5, burst: 10 } },
  ]);
  expect(of({ roomSendsPerSecond: 5, roomSendsBurst: 5 })).toEqual([
    { rooms: { perSecond: 5, burst: 5 } },
  ]);
  expect(() => configOf({ roomSendsPerSecond: 5, roomSendsBurst: 4 })).toThrow(
    '"roomSendsBurst" must not be less than "roomSendsPerSecond"',
  );
  expect(() => configOf({ sendsBurst: 4 })).toThrow('"sendsBurst" needs "sendsPerSecond"');
});
