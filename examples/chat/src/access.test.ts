import { describe, expect, test } from 'bun:test';
import { AccessError, becomeHost, tokenOf } from './access.ts';
import type { ChatOptions } from './options.ts';

const options = (access: ChatOptions['access']): ChatOptions => ({
  user: 'ann',
  conversation: 'group:lobby' as never,
  url: 'http://a.example',
  access,
  plain: true,
  host: false,
});

function answering(status: number, body: unknown) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetchIt = ((url: string, init: RequestInit) => {
    asked.push({ url, init });
    return Promise.resolve(Response.json(body, { status }));
  }) as unknown as typeof fetch;
  return { asked, fetchIt };
}

describe('tokens', () => {
  test('a development server gives one by the name alone', async () => {
    const { asked, fetchIt } = answering(200, { token: 't', expiresAt: 1 });
    expect(await tokenOf(options({ type: 'dev' }), fetchIt)()).toBe('t');
    expect(asked[0]?.url).toBe('http://a.example/v1/dev/token');
    expect(asked[0]?.init.body).toBe('{"user":"ann"}');
  });

  test('an app key asks the API', async () => {
    const { asked, fetchIt } = answering(200, { token: 't' });
    expect(await tokenOf(options({ type: 'key', key: 'k' }), fetchIt)()).toBe('t');
    expect(asked[0]?.url).toBe('http://a.example/v1/tokens');
    expect(asked[0]?.init.headers).toMatchObject({ authorization: 'Bearer k' });
  });

  test('a given token is used as it is', async () => {
    expect(await tokenOf(options({ type: 'token', token: 'mine' }))()).toBe('mine');
  });

  test('a refusal says why, and what to do', async () => {
    const { fetchIt } = answering(404, { error: { code: 'not_found', message: 'no such route' } });
    const error = await tokenOf(options({ type: 'dev' }), fetchIt)().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AccessError);
    expect(error).toMatchObject({ final: true });
    expect(String(error)).toContain('gives no token (no such route); use --token or --key');
  });

  test.each([
    [503, { error: { message: 'overloaded' } }, false],
    [404, '<html>', true],
  ])('status %d', async (status, body, final) => {
    const { fetchIt } = answering(status, body);
    const error = await tokenOf(options({ type: 'dev' }), fetchIt)().catch((e: unknown) => e);
    expect(error).toMatchObject({ final });
  });

  test('without a server it may be tried again', async () => {
    const fetchIt = (() => Promise.reject(new TypeError('refused'))) as unknown as typeof fetch;
    const error = await tokenOf(options({ type: 'dev' }), fetchIt)().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AccessError);
    expect(error).toMatchObject({ final: false, message: 'no server at http://a.example' });
  });
});

describe('to be the host', () => {
  const room = { conversation: 'room:show1' as never };

  test('a development server is asked by the names alone', async () => {
    const { asked, fetchIt } = answering(200, { user: 'ann', role: 'host' });
    await becomeHost({ ...options({ type: 'dev' }), ...room }, fetchIt);
    expect([asked[0]?.url, asked[0]?.init.method]).toEqual([
      'http://a.example/v1/dev/room-host',
      'POST',
    ]);
    expect(asked[0]?.init.body).toBe('{"room":"room:show1","user":"ann"}');
  });

  test('with an app key the API is', async () => {
    const { asked, fetchIt } = answering(200, { user: 'ann', role: 'host' });
    await becomeHost({ ...options({ type: 'key', key: 'k' }), ...room }, fetchIt);
    expect([asked[0]?.url, asked[0]?.init.method]).toEqual([
      'http://a.example/v1/rooms/room:show1/roles/ann',
      'PUT',
    ]);
    expect(asked[0]?.init.headers).toMatchObject({ authorization: 'Bearer k' });
    expect(asked[0]?.init.body).toBe('{"role":"host"}');
  });

  test.each([
    [404, { error: { message: 'no route' } }, true, 'not make you the host (no route); use --key'],
    [503, { error: { message: 'overloaded' } }, false, 'overloaded'],
    [200, '<html>', undefined, ''],
  ] as const)('status %d', async (status, body, final, words) => {
    const { fetchIt } = answering(status, body);
    const wanted = becomeHost({ ...options({ type: 'dev' }), ...room }, fetchIt);
    const error = await wanted.catch((e: unknown) => e);
    if (final === undefined) expect(error).toBeUndefined();
    else expect(error).toMatchObject({ final, message: expect.stringContaining(words) });
  });
});
