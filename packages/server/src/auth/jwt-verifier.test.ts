import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { AppId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { type AppConfig, appConfigs } from './app-config.ts';
import { AppDirectory } from './app-directory.ts';
import { JwtVerifier } from './jwt-verifier.ts';
import { TokenMint } from './token-mint.ts';

const secret = 'a secret of the shop with 32 bytes or more';
const startMs = 1_700_000_000_000;
const now = startMs / 1000;
const clock = new FakeClock(startMs);

const rsa = await generateKeyPair('RS256', { extractable: true });
const ec = await generateKeyPair('ES256', { extractable: true });
const jwks = {
  keys: [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256' },
  ],
};
let keyServerDown = false;
const keyServer = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: () => (keyServerDown ? new Response('down', { status: 503 }) : Response.json(jwks)),
});
afterAll(() => keyServer.stop(true));

let apps: AppDirectory;
let verifier: JwtVerifier;

async function verifierFor(configs: unknown): Promise<JwtVerifier> {
  apps = await AppDirectory.open(appConfigs.parse(configs) as AppConfig[]);
  return new JwtVerifier({ apps, clock, tokenLifeMs: 86_400_000, tokenToleranceMs: 5000 });
}

beforeAll(async () => {
  verifier = await verifierFor([
    { id: 'shop', jwt: { hs256: secret, issuer: 'backend', audience: 'eagre' } },
    { id: 'plain', jwt: { hs256: `${secret} (another)` } },
    { id: 'public', jwt: { jwks } },
    { id: 'remote', jwt: { jwksUrl: keyServer.url.href } },
  ]);
});

const good = { app: 'shop', sub: 'alice', exp: now + 60, iss: 'backend', aud: 'eagre' };

function hs256(payload: JWTPayload, key = secret, alg = 'HS256'): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
}

function signed(pair: typeof rsa, alg: string, kid: string, payload: JWTPayload): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(pair.privateKey);
}

test('a good HS256 token names its user', async () => {
  const token = await hs256({ ...good, iat: now - 5, device: 'd1', maxDevices: 2 });
  expect(await verifier.verify(token)).toEqual({
    ok: true,
    identity: {
      app: 'shop' as AppId,
      user: 'alice' as UserId,
      device: 'd1' as never,
      maxDevices: 2,
      issuedAt: startMs - 5000,
      expiresAt: startMs + 60_000,
    },
  });
});

for (const app of ['public', 'remote']) {
  test(`RS256 and ES256 tokens of app ${app}`, async () => {
    const payload = { app, sub: 'alice', exp: now + 60 };
    expect(await verifier.verify(await signed(rsa, 'RS256', 'rsa', payload))).toMatchObject({
      ok: true,
    });
    expect(await verifier.verify(await signed(ec, 'ES256', 'ec', payload))).toMatchObject({
      ok: true,
    });
  });
}

test('the mint makes tokens that the verifier takes', async () => {
  const order = { app: 'shop' as AppId, user: 'bob' as UserId, ttlSeconds: 60 };
  const minted = await new TokenMint(apps, clock).mint(order);
  expect(minted?.expiresAt).toBe(startMs + 60_000);
  expect(await verifier.verify(minted?.token ?? '')).toMatchObject({
    ok: true,
    identity: { user: 'bob' },
  });
});

test('the mint has no secret of an app with public keys', async () => {
  const order = { app: 'public' as AppId, user: 'bob' as UserId, ttlSeconds: 60 };
  expect(await new TokenMint(apps, clock).mint(order)).toBeUndefined();
});

test('clocks may differ by five seconds', async () => {
  expect(await verifier.verify(await hs256({ ...good, exp: now - 4 }))).toMatchObject({ ok: true });
  expect(await verifier.verify(await hs256({ ...good, exp: now - 6 }))).toMatchObject({
    ok: false,
    code: 'token_expired',
  });
});

const unsecured = (payload: JWTPayload) => new UnsecuredJWT(payload).encode();

const refusals: [title: string, token: () => Promise<string> | string, message: string][] = [
  ['nonsense', () => 'nonsense', 'token is not a JWT with an "app" claim'],
  ['an empty text', () => '', 'token is not a JWT with an "app" claim'],
  ['no app', () => hs256({ ...good, app: undefined }), 'token is not a JWT with an "app" claim'],
  [
    'an unknown app',
    () => hs256({ ...good, app: 'other' }),
    'token is for app "other", which this server does not have',
  ],
  ['no user', () => hs256({ ...good, sub: undefined } as never), 'token claim "sub" is missing'],
  [
    'a user with a colon',
    () => hs256({ ...good, sub: 'a:b' }),
    'token claim "sub": must be 1 to 64 characters of A-Z a-z 0-9 _ . @ -',
  ],
  ['no end', () => hs256({ ...good, exp: undefined } as never), 'token claim "exp" is missing'],
  [
    'an end too far away',
    () => hs256({ ...good, exp: now + 90_000 }),
    'token claim "exp" is more than 86400000 ms (1 days) from now',
  ],
  ['no issuer', () => hs256({ ...good, iss: undefined } as never), 'token claim "iss" is missing'],
  ['another issuer', () => hs256({ ...good, iss: 'me' }), 'token claim "iss" has a wrong value'],
  ['another audience', () => hs256({ ...good, aud: 'me' }), 'token claim "aud" has a wrong value'],
  [
    'a device of wrong form',
    () => hs256({ ...good, device: '' }),
    'token claim "device": must be 1 to 64 characters of A-Z a-z 0-9 _ . @ -',
  ],
  [
    'a token before its time',
    () => hs256({ ...good, nbf: now + 60 }),
    'token claim "nbf" has a wrong value',
  ],
  ['another secret', () => hs256(good, `${secret}!`), 'token has a wrong signature'],
  ["another app's secret", () => hs256({ ...good, app: 'plain' }), 'token has a wrong signature'],
  [
    'algorithm none',
    () => unsecured(good),
    'token is signed with an algorithm that its app does not use',
  ],
  [
    'algorithm none for public keys',
    () => unsecured({ ...good, app: 'public' }),
    'token is signed with an algorithm that its app does not use',
  ],
  [
    'HS512 for an HS256 app',
    () => hs256(good, secret.repeat(2), 'HS512'),
    'token is signed with an algorithm that its app does not use',
  ],
  [
    'RS256 for an HS256 app',
    () => signed(rsa, 'RS256', 'rsa', good),
    'token is signed with an algorithm that its app does not use',
  ],
  [
    'a public key used as HS256 secret',
    async () => hs256({ ...good, app: 'public' }, await exportSPKI(rsa.publicKey)),
    'token is signed with an algorithm that its app does not use',
  ],
  [
    'an unknown key name',
    () => signed(rsa, 'RS256', 'gone', { ...good, app: 'public' }),
    'token names no key ("kid") of its app',
  ],
];

for (const [title, token, message] of refusals) {
  test(`refuses ${title}`, async () => {
    expect(await verifier.verify(await token())).toEqual({
      ok: false,
      code: 'unauthenticated',
      message,
    });
  });
}

test('a changed payload breaks the signature', async () => {
  const [head, , signature] = (await hs256(good)).split('.');
  const payload = Buffer.from(JSON.stringify({ ...good, sub: 'mallory' })).toString('base64url');
  expect(await verifier.verify(`${head}.${payload}.${signature}`)).toMatchObject({ ok: false });
});

test('a key server that is down is temporary', async () => {
  const fresh = await verifierFor([{ id: 'remote', jwt: { jwksUrl: keyServer.url.href } }]);
  const token = await signed(rsa, 'RS256', 'rsa', { app: 'remote', sub: 'alice', exp: now + 60 });
  keyServerDown = true;
  expect(await fresh.verify(token)).toMatchObject({ ok: false, code: 'internal' });
  keyServerDown = false;
  expect(await fresh.verify(token)).toMatchObject({ ok: true });
});
