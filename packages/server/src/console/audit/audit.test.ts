import { expect, test } from 'bun:test';
import { MemoryStore } from '../../timeline/memory/memory-store.ts';
import { TestConsole } from '../test/console-fixture.ts';

test('what is changed is written down with who, what and how it ended', async () => {
  const shop = await TestConsole.open();
  const headers = { ...(await shop.session()), 'x-forwarded-for': '203.0.113.9' };
  shop.acts = () => 409;
  await shop.ask('PATCH', '/apps/shop/v1/rooms/room%3Ashow1?force=1', {
    headers,
    body: { name: 'Tea' },
  });
  await shop.ask('GET', '/apps/shop/v1/rooms', { headers });
  const { entries, more } = await shop.audit();
  expect(more).toBe(false);
  expect(entries.slice(1)).toEqual([
    {
      id: 2,
      at: shop.clock.now(),
      node: 'n1',
      name: 'Ann',
      remote: '192.0.2.1 for 203.0.113.9',
      action: 'PATCH /v1/rooms/room:show1',
      app: 'shop',
      status: 409,
      detail: '?force=1 {"name":"Tea"}',
    },
    expect.objectContaining({ id: 1, action: 'login', status: 200, remote: '192.0.2.1' }),
  ]);
});

test('the log is read page by page, backwards', async () => {
  const shop = await TestConsole.open();
  const headers = await shop.session();
  for (let i = 0; i < 5; i += 1) {
    await shop.ask('POST', '/apps/shop/v1/messages', { headers, body: { i } });
  }
  const ids = async (query: string) => {
    const { body } = await shop.ask('GET', `/audit${query}`, { headers });
    return [body.entries.map(({ id }) => id), body.more];
  };
  expect(await ids('?limit=4')).toEqual([[6, 5, 4, 3], true]);
  expect(await ids('?limit=2&before=3')).toEqual([[2, 1], false]);
  expect(await ids('?limit=2&before=1')).toEqual([[], false]);
  expect(await ids('?before=100')).toEqual([[6, 5, 4, 3, 2, 1], false]);
  for (const [query, field] of [
    ['?limit=201', 'limit'],
    ['?limit=0', 'limit'],
    ['?before=0', 'before'],
    ['?before=x', 'before'],
    ['?of=ann', 'of'],
  ]) {
    const { status, body } = await shop.ask('GET', `/audit${query}`, { headers });
    expect([query, status, body.error.field]).toEqual([query, 400, field]);
  }
});

test('the log outlives the server', async () => {
  const store = new MemoryStore(0);
  await (await TestConsole.open({ store })).login();
  const { entries } = await (await TestConsole.open({ store })).audit();
  expect(entries.map(({ id }) => id)).toEqual([2, 1]);
});

test('secrets are not written down, and long texts not as a whole', async () => {
  const shop = await TestConsole.open();
  const headers = await shop.session();
  const details = [];
  for (const body of [
    { name: 'a', token: 'hush', deep: [{ apiSecret: 'hush', key: { of: 'hush' }, muted: true }] },
    { text: 'x'.repeat(1000) },
    'hush, this is no JSON',
  ]) {
    await shop.ask('POST', '/apps/shop/v1/x?token=hush', { headers, body });
    details.push((await shop.audit('?limit=2')).entries[1]?.detail);
  }
  expect(details[0]).toBe(
    '?token=*** {"name":"a","token":"***","deep":[{"apiSecret":"***","key":"***","muted":true}]}',
  );
  expect(details[1]).toHaveLength(500);
  expect(details.join()).not.toContain('hush');
});

test('refused logins do not fill the log; how many there were is told', async () => {
  const shop = await TestConsole.open();
  for (let i = 0; i < 20; i += 1) await shop.login('wrong', { name: 'Eve' });
  await shop.clock.advance(60_000);
  await shop.login('wrong', { name: 'Eve' });
  const { entries } = await shop.audit();
  expect(entries.slice(1)).toEqual([
    expect.objectContaining({
      ...{ action: 'login_refused', name: 'Eve', status: 401 },
      detail: '19 more since the last entry of this kind',
    }),
    expect.not.objectContaining({ detail: expect.anything() }),
  ]);
});

test('what can not be written down is not done', async () => {
  const shop = await TestConsole.open();
  const headers = await shop.session();
  shop.isStoreAway = true;
  const refused = await shop.ask('POST', '/apps/shop/v1/messages', { headers, body: {} });
  expect(refused.status).toBe(503);
  expect(refused.body.error).toMatchObject({ code: 'store_unavailable', temporary: true });
  expect(shop.forwarded).toHaveLength(0);
  expect((await shop.ask('GET', '/apps/shop/v1/rooms', { headers })).status).toBe(200);
});

test('operators come and go while the store is away', async () => {
  const shop = await TestConsole.open();
  shop.isStoreAway = true;
  const login = await shop.login();
  expect(login.status).toBe(200);
  expect((await shop.login('wrong')).status).toBe(401);
});

test('what was begun is there even if nobody could write how it ended', async () => {
  const shop = await TestConsole.open();
  const headers = await shop.session();
  shop.acts = () => {
    shop.isStoreAway = true;
    return 200;
  };
  expect((await shop.ask('DELETE', '/apps/shop/v1/groups/g', { headers })).status).toBe(200);
  shop.isStoreAway = false;
  const [, entry] = (await shop.audit()).entries;
  expect(entry).toMatchObject({ action: 'DELETE /v1/groups/g', status: 0 });
});

test('a logout is written down', async () => {
  const shop = await TestConsole.open();
  await shop.ask('POST', '/logout', { headers: await shop.session() });
  const { entries } = await shop.audit();
  expect(entries.map(({ action }) => action)).toEqual(['login', 'logout', 'login']);
});
