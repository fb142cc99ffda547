import { afterAll, expect, test } from 'bun:test';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tempDir } from '@eagre/testkit';
import { pagePack } from '../../src/pages/page-pack.ts';
import { TestNode } from '../support/test-node.ts';

const directory = tempDir();
const path = join(directory.path, 'web.pages');
const script = `sha256-${'x'.repeat(43)}=`;

function build(words: string): void {
  const file = (type: string, text: string, scripts: string[] = []) => ({
    ...{ type, scripts, tag: String(Bun.hash(text)) },
    gzip: gzipSync(text).toString('base64'),
  });
  const files = {
    'shop.html': file('text/html;charset=utf-8', words),
    'console.html': file('text/html;charset=utf-8', 'the console'),
    'assets/shop-1.js': file('text/javascript;charset=utf-8', 'let a'),
    'eagre-client.js': file('text/javascript;charset=utf-8', 'let sdk'),
    'examples/plain.html': file('text/html;charset=utf-8', 'plain', [script]),
  };
  writeFileSync(path, JSON.stringify({ version: 1, files }));
}

build('the shop');
const pages = pagePack(path);
const apps = [{ id: 'shop', keys: [], jwt: { hs256: 'x'.repeat(40) } }] as never;
const dev = await TestNode.start({ pages });
const live = await TestNode.start({ pages, config: { dev: false, apps } });
afterAll(async () => {
  await dev.stop();
  await live.stop();
  directory.remove();
});
const get = (node: TestNode, at: string, init?: RequestInit) => fetch(`${node.url}${at}`, init);

test.each([
  ['/', 'the shop'],
  ['/host', 'the shop'],
  ['/console', 'the console'],
  ['/console/rooms/dev/room:show1', 'the console'],
  ['/assets/shop-1.js', 'let a'],
  ['/eagre-client.js', 'let sdk'],
  ['/examples/plain', 'plain'],
])('%s is shown in development', async (at, text) => {
  for (const encoding of ['gzip', 'identity']) {
    const answer = await get(dev, at, { headers: { 'accept-encoding': encoding } });
    expect([answer.status, await answer.text()]).toEqual([200, text]);
  }
});

test('without development mode there is the console alone', async () => {
  expect((await get(live, '/console')).status).toBe(200);
  for (const at of ['/', '/host', '/eagre-client.js', '/examples/plain']) {
    expect([at, (await get(live, at)).status]).toEqual([at, 404]);
  }
});

test('what changes its name with its content is kept, a page is asked for anew', async () => {
  const asset = await get(dev, '/assets/shop-1.js');
  expect(asset.headers.get('cache-control')).toContain('immutable');
  const page = await get(dev, '/');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const etag = page.headers.get('etag') ?? '';
  const again = await get(dev, '/', { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('pages run only their own scripts, and nobody frames them', async () => {
  const policyOf = async (at: string) =>
    (await get(dev, at)).headers.get('content-security-policy') ?? '';
  for (const at of ['/', '/console', '/examples/plain']) {
    expect(await policyOf(at)).toContain("default-src 'self'");
    expect(await policyOf(at)).toContain("frame-ancestors 'none'");
  }
  expect(await policyOf('/')).toContain("script-src 'self';");
  expect(await policyOf('/examples/plain')).toContain(`script-src 'self' '${script}';`);
});

test('a page takes no other method, a file that is not there is named', async () => {
  expect((await get(dev, '/', { method: 'POST' })).status).toBe(405);
  const head = await get(dev, '/', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const missing = await get(dev, '/assets/nope.js');
  expect([missing.status, await missing.text()]).toEqual([404, 'no file /assets/nope.js\n']);
});

test('a new build is shown without a restart', async () => {
  build('the new shop, longer');
  // File systems tell times coarsely.
  const later = new Date(Date.now() + 5000);
  utimesSync(path, later, later);
  expect(await (await get(dev, '/')).text()).toBe('the new shop, longer');
});

test('what is no page is answered by the API', async () => {
  for (const node of [dev, live]) {
    expect((await get(node, '/healthz')).status).toBe(200);
    expect((await get(node, '/nope')).status).toBe(404);
    expect((await get(node, '/v1/docs')).status).toBe(200);
  }
});

test('pages that were not built say how', async () => {
  await using node = await TestNode.start({ pages: pagePack(join(directory.path, 'none')) });
  const answer = await get(node, '/');
  expect([answer.status, await answer.text()]).toMatchObject([503, expect.stringContaining('npm')]);
});
