import { expect, test } from 'bun:test';
import { SignJWT } from 'jose';
import { adminKey, appKey, sessionOf, TestConsole, tokenSecret } from './test/console-fixture.ts';

const hourMs = 3_600_000;
const lifeMs = 12 * hourMs;

test('the right key opens a session, which the page may ask for', async () => {
  const shop = await TestConsole.open();
  const login = await shop.login();
  expect(login.status).toBe(200);
  expect(login.body as object).toEqual({
    name: 'Ann',
    csrf: expect.stringMatching(/^[\w-]{43}$/),
    expiresAt: shop.clock.now() + lifeMs,
    ...{ node: 'n1', cluster: false, version: '1', dev: false },
  });
  const { cookie } = sessionOf(login);
  const session = await shop.ask('GET', '/session', { headers: { cookie } });
  expect(session.status).toBe(200);
  expect(session.body).toEqual(login.body);
  expect(session.headers.get('cache-control')).toBe('no-store');
});

test('the cookie is for the console alone, and for TLS where there is TLS', async () => {
  const shop = await TestConsole.open();
  const plain = (await shop.login()).headers.get('set-cookie') ?? '';
  expect(plain.split('; ').slice(1).sort()).toEqual([
    'HttpOnly',
    'Max-Age=43200',
    'Path=/console',
    'SameSite=Strict',
  ]);
  const behind = await shop.login(adminKey, { headers: { 'x-forwarded-proto': 'https, http' } });
  expect(behind.headers.get('set-cookie')).toContain('; Secure');
});

test('sessions are told apart by their secrets', async () => {
  const shop = await TestConsole.open();
  const [one, other] = [await shop.session(), await shop.session()];
  expect(one.cookie).not.toBe(other.cookie);
  const mixed = { ...one, 'x-eagre-csrf': other['x-eagre-csrf'] };
  expect((await shop.ask('POST', '/logout', { headers: mixed })).status).toBe(403);
});

test.each(['', 'x', adminKey.slice(1), `${adminKey}x`, adminKey.toUpperCase()])(
  'the key %p opens nothing',
  async (key) => {
    const login = await (await TestConsole.open()).login(key);
    expect(login.status).toBe(401);
    expect(login.body.error).toMatchObject({ code: 'unauthenticated', field: 'key' });
    expect(login.headers.get('set-cookie')).toBeNull();
  },
);

test.each([
  ['{', 'malformed', 'body'],
  [{ key: adminKey }, 'invalid_argument', 'name'],
  [{ key: adminKey, name: ' ' }, 'invalid_argument', 'name'],
  [{ key: adminKey, name: 'a\nb' }, 'invalid_argument', 'name'],
  [{ key: adminKey, name: 'n'.repeat(65) }, 'invalid_argument', 'name'],
  [{ key: 7, name: 'Ann' }, 'invalid_argument', 'key'],
  [{ key: adminKey, name: 'Ann', admin: true }, 'invalid_argument', 'admin'],
])('a login of %j is refused', async (body, code, field) => {
  const login = await (await TestConsole.open()).ask('POST', '/login', { body });
  expect(login.status).toBe(400);
  expect(login.body.error).toMatchObject({ code, field });
});

test('a login is JSON', async () => {
  const headers = { 'content-type': 'text/plain' };
  const shop = await TestConsole.open();
  expect((await shop.login(adminKey, { headers })).status).toBe(415);
});

test('without a session nothing is told, whatever else is shown', async () => {
  const shop = await TestConsole.open();
  const token = await new SignJWT({ app: 'shop' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('eagre console')
    .setSubject('u1')
    .setJti('x')
    .setExpirationTime(Math.floor(shop.clock.now() / 1000) + 600)
    .sign(new TextEncoder().encode(tokenSecret));
  const shown = [
    {},
    { authorization: `Bearer shop.${appKey.id}.${appKey.secret}` },
    { authorization: `Bearer ${adminKey}` },
    { cookie: `eagre_console=${token}` },
    { cookie: 'eagre_console=' },
    { cookie: `eagre_console=${adminKey}` },
  ];
  for (const headers of shown) {
    for (const path of ['/session', '/audit', '/config', '/apps', '/apps/shop/v1/rooms', '/none']) {
      const answer = await shop.ask('GET', path, { headers });
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 401, 'unauthenticated']);
    }
  }
  expect(shop.forwarded).toEqual([]);
});

test('a write needs the secret of the session', async () => {
  const shop = await TestConsole.open();
  const { cookie, 'x-eagre-csrf': csrf } = await shop.session();
  for (const wrong of [{}, { 'x-eagre-csrf': '' }, { 'x-eagre-csrf': `${csrf}x` }]) {
    for (const path of ['/logout', '/apps/shop/token', '/apps/shop/v1/messages']) {
      const answer = await shop.ask('POST', path, { headers: { cookie, ...wrong } });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body.error).toMatchObject({ code: 'forbidden', field: 'x-eagre-csrf' });
    }
  }
  expect(shop.forwarded).toEqual([]);
  expect((await shop.ask('GET', '/session', { headers: { cookie } })).status).toBe(200);
});

test('pages of other sites are refused, also at the login', async () => {
  const shop = await TestConsole.open();
  const session = await shop.session();
  for (const origin of ['https://evil.test', 'http://console.test.evil.test', 'null']) {
    const headers = { ...session, origin };
    expect((await shop.ask('GET', '/session', { headers })).body.error).toMatchObject({
      code: 'forbidden',
      field: 'origin',
    });
    expect((await shop.login(adminKey, { headers: { origin } })).status).toBe(403);
  }
  const own = { ...session, origin: 'http://console.test' };
  expect((await shop.ask('GET', '/session', { headers: own })).status).toBe(200);
  const proxied = {
    ...session,
    ...{
      host: '10.0.0.7:7070',
      origin: 'https://ops.shop.test',
      'x-forwarded-host': 'ops.shop.test',
    },
  };
  expect((await shop.ask('GET', '/session', { headers: proxied })).status).toBe(200);
});

test('a session ends when its time has come', async () => {
  const shop = await TestConsole.open();
  const { cookie } = await shop.session();
  const ask = () => shop.ask('GET', '/session', { headers: { cookie } });
  await shop.clock.advance(lifeMs - 1000);
  expect((await ask()).status).toBe(200);
  await shop.clock.advance(1000);
  expect(await ask()).toMatchObject({ status: 401, body: { error: { code: 'token_expired' } } });
});

test('another key ends all sessions', async () => {
  const { cookie } = await (await TestConsole.open()).session();
  const again = await TestConsole.open();
  expect((await again.ask('GET', '/session', { headers: { cookie } })).status).toBe(200);
  const changed = await TestConsole.open({ adminKey: `${adminKey}2` });
  expect((await changed.ask('GET', '/session', { headers: { cookie } })).status).toBe(401);
});

test('a logout ends this session and no other', async () => {
  const shop = await TestConsole.open();
  const [session, other] = [await shop.session(), await shop.session()];
  const logout = await shop.ask('POST', '/logout', { headers: session });
  expect(logout.status).toBe(200);
  expect(logout.headers.get('set-cookie')).toMatch(/^eagre_console=; Max-Age=0; Path=\/console/);
  expect((await shop.ask('GET', '/session', { headers: session })).status).toBe(401);
  expect((await shop.ask('GET', '/session', { headers: other })).status).toBe(200);
});

test('without a key every path says how to turn the console on', async () => {
  const shop = await TestConsole.open({ adminKey: undefined });
  for (const answer of [await shop.login(), await shop.ask('GET', '/session')]) {
    expect(answer.status).toBe(404);
    expect(answer.body.error.code).toBe('not_found');
    expect(answer.body.error.message).toContain('adminKey (EAGRE_ADMIN_KEY');
  }
});
