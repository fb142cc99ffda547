import { describe, expect, test } from 'bun:test';
import { AccessError, tokenOf } from './access.ts';
import type { ChatOptions } from './options.ts';

const options = (access: ChatOptions['access']): ChatOptions => ({
  user: 'ann',
  conversation: 'group:lobby' as never,
  url: 'http://a.example',
  access,
  plain: true,
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
