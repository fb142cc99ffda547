import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { adminKey, TestConsole } from '../test/console-fixture.ts';

const wrong = 'x'.repeat(30);

test('who guesses must wait, and others need not', async () => {
  const shop = await TestConsole.open();
  const guess = () => shop.login(wrong);
  for (let tries = 0; tries < limits.consoleLoginBurst; tries += 1) {
    expect((await guess()).status).toBe(401);
  }
  const refused = await guess();
  expect(refused.status).toBe(429);
  expect(refused.body.error).toMatchObject({ code: 'rate_limited', retryAfterMs: 6000 });
  expect(refused.headers.get('retry-after')).toBe('6');
  expect((await shop.login()).status).toBe(429);
  expect((await shop.login(adminKey, { remote: '192.0.2.2' })).status).toBe(200);
  await shop.clock.advance(6000);
  expect((await shop.login()).status).toBe(200);
});

test('who has the key may come as often as he likes', async () => {
  const shop = await TestConsole.open({
    limits: { consoleLoginBurst: 2, consoleLoginBurstInAll: 2 },
  });
  for (let tries = 0; tries < 10; tries += 1) expect((await shop.login()).status).toBe(200);
});

test('guesses from many addresses are limited together', async () => {
  const shop = await TestConsole.open({ limits: { consoleLoginBurstInAll: 5 } });
  const statuses: number[] = [];
  for (let address = 1; address <= 6; address += 1) {
    statuses.push((await shop.login(wrong, { remote: `192.0.2.${address}` })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});
