import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { consoleRoutes } from './lib/console-routes.ts';
import { askConsole, consoleFlags, noSession, Operator } from './lib/operator.ts';
import { Site, whyNoSite } from './lib/site.ts';

setDefaultTimeout(60_000);

describe.skipIf(whyNoSite() !== undefined)('the console API of a running server', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open({ flags: consoleFlags });
  });
  afterAll(() => site.close());

  test('answers neither a viewer nor an app on any of its routes', async () => {
    const routes = await consoleRoutes(site);
    const paths = routes.map(({ method, path }) => `${method} ${path}`);
    for (const known of [
      'GET session',
      'GET ways/x1',
      'POST apps/dev/token',
      'POST apps/dev/follow',
      'DELETE apps/dev/follow',
      'GET apps/dev/users/x1',
    ])
      expect(paths).toContain(known);
    expect(paths).toContain('GET apps/dev/v1/rooms/x1');
    expect(paths.length).toBeGreaterThan(40);

    const viewer = await site.server.token('viewer');
    const appKey = site.server.apiKey;
    const csrf = { 'x-eagre-csrf': viewer };
    const shown: Record<string, Record<string, string>> = {
      nothing: {},
      'a viewer’s token': { authorization: `Bearer ${viewer}`, ...csrf },
      'a viewer’s token as cookie': { cookie: `eagre_console=${viewer}`, ...csrf },
      'an app’s key': { authorization: `Bearer ${appKey}`, ...csrf },
      'an app’s key as cookie': { cookie: `eagre_console=${appKey}`, ...csrf },
    };
    const reached: string[] = [];
    for (const [what, headers] of Object.entries(shown)) {
      for (const { method, path } of routes) {
        const { status, body } = await askConsole(site, method, path, headers);
        if (status === 401 && body.error?.code === 'unauthenticated') continue;
        reached.push(`${method} ${path} with ${what}: ${status} ${body.error?.code}`);
      }
    }
    expect(reached).toEqual([]);
  });

  test('knows its own routes: with a session none of them is refused as a stranger’s', async () => {
    const { headers } = await Operator.signIn(site, 'Lin');
    const refused: string[] = [];
    for (const { method, path } of await consoleRoutes(site)) {
      // One ends the session; the others are for programs of this machine that have no key.
      if (path === 'logout' || path.startsWith('apps/dev/v1/dev/')) continue;
      const { status, body } = await askConsole(site, method, path, headers);
      const isUnknown = body.error?.code === 'unknown_command';
      if (status === 401 || status === 403 || status >= 500 || isUnknown) {
        refused.push(`${method} ${path}: ${status} ${body.error?.code}`);
      }
    }
    expect(refused).toEqual([]);
  });

  test('refuses a write that the console’s page did not send', async () => {
    const { headers } = await Operator.signIn(site, 'Lin');
    const { cookie } = headers;
    const wrong: Record<string, Record<string, string>> = {
      'no header': { cookie },
      'another header': { cookie, 'x-eagre-csrf': 'x'.repeat(headers['x-eagre-csrf'].length) },
      'another site': { ...headers, origin: 'https://evil.test' },
      'no site': { ...headers, origin: 'null' },
    };
    const done: string[] = [];
    for (const { method, path } of await consoleRoutes(site)) {
      if (method === 'GET') continue;
      for (const [what, given] of Object.entries(wrong)) {
        const { status, body } = await askConsole(site, method, path, given);
        if (status !== 403 || body.error?.code !== 'forbidden') {
          done.push(`${method} ${path} with ${what}: ${status}`);
        }
      }
    }
    expect(done).toEqual([]);
    const own = await askConsole(site, 'POST', 'apps/dev/token', {
      ...headers,
      origin: site.url(''),
    });
    expect(own.status).toBe(200);
  });

  test('shows the login alone to who is signed in as a viewer', async () => {
    const page = await site.emptyPage();
    const token = await site.server.token('viewer');
    await page.context().addCookies([
      { name: 'eagre_console', value: token, domain: '127.0.0.1', path: '/console' },
      { name: 'token', value: token, domain: '127.0.0.1', path: '/' },
    ]);
    for (const path of ['/console', '/console/configuration', '/console/rooms/dev/room:show1']) {
      await page.goto(site.url(path));
      await page.getByLabel('Admin key').waitFor();
      expect(await page.getByRole('navigation').count()).toBe(0);
    }
    expect(site.problems(noSession)).toEqual([]);
  });
});
