import type { SeriesAnswer, WaysAnswer } from '@eagre/server/console';
import { until } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { adminKey, heading, Operator, signIn } from '../lib/operator.ts';
import type { Site } from '../lib/site.ts';
import { type Camera, desktop, phone } from './camera.ts';

const show = 'apps/dev/v1/rooms/room:show1';
/** So that the navigation is whole. */
const least = 480;
const wide = { ...desktop, motion: false };

/** What operators do in a night, for the audit log and the pages of what they did it to. */
export async function operate(site: Site): Promise<void> {
  const lin = await Operator.signIn(site, 'Lin Yue');
  await lin.send('PATCH', 'apps/dev/v1/rooms/room:tea-house', { tier: { windowMs: 250 } });
  await lin.send('POST', `${show}/moderation`, { action: 'mute', user: 'viewer-7', ms: 600_000 });
  for (const group of ['lobby', 'sale', 'tea']) {
    await lin.send('PATCH', `apps/dev/v1/groups/group:${group}`, { policy: 'read' });
  }
  const tom = await Operator.signIn(site, 'Tom Berg');
  await tom.send('PATCH', 'apps/dev/v1/rooms/room:sneakers', { tier: { displayPerSecond: 20 } });
  await tom.send('PUT', 'apps/dev/v1/users/guest-213', { name: 'Guest 213' });
  await tom.send('PATCH', 'apps/dev/v1/users/guest-213', { disabled: true });
}

/** Takes the console's pages once the server has figures of so long. */
export async function takeConsole(site: Site, camera: Camera, forMs: number): Promise<void> {
  const operator = await Operator.signIn(site, 'Lin Yue');
  const login = await camera.open('/console', wide);
  await login.getByLabel('Admin key').fill(adminKey);
  await login.getByLabel('Your name').fill('Lin Yue');
  await camera.take(login, 'console-login');

  await until(async () => (await measuredMs(operator)) >= forMs, {
    ...{ timeoutMs: forMs + 60_000, pollMs: 1000 },
    what: 'figures of so many minutes',
  });
  await signIn(login, 'Lin Yue');
  await heading(login, 'Now').waitFor();
  await login.getByRole('img', { name: /^Send to acknowledgement.*Ack p99: now/ }).waitFor();
  await camera.take(login, 'console-now');
  const dark = await login.context().newPage();
  await dark.emulateMedia({ colorScheme: 'dark' });
  await dark.goto(site.url('/console'));
  await dark.getByRole('img', { name: /^Send to acknowledgement.*Ack p99: now/ }).waitFor();
  await camera.take(dark, 'console-now-dark');
  await dark.close();

  await takePages(site, camera, login, await pathOfWay(operator));
  const small = await camera.open('/console', { ...phone, motion: false, language: 'zh-CN' });
  await small.context().addCookies(await login.context().cookies());
  await small.reload();
  await small.getByRole('img', { name: /^连接、用户与直播间/ }).waitFor();
  await camera.take(small, 'console-phone-zh');
}

async function takePages(site: Site, camera: Camera, page: Page, way: string): Promise<void> {
  const pages: readonly (readonly [name: string, path: string, seen: string | RegExp])[] = [
    ['console-rooms', '/rooms', 'room:tea-house'],
    ['console-room', '/rooms/dev/room:show1', 'Most at once'],
    ['console-queues', '/queues', 'group:lobby'],
    ['console-conversation', '/queues/dev/group:lobby', 'mei-208'],
    ['console-people', '/people', 'Entries behind'],
    ['console-way', way, 'First device'],
    ['console-nodes', '/nodes', 'Ready'],
    ['console-config', '/configuration', 'adminKey'],
    ['console-apps', '/apps', 'API keys'],
    ['console-audit', '/audit', 'Tom Berg'],
  ];
  for (const [name, path, seen] of pages) {
    await page.goto(site.url(`/console${path}`));
    await page.getByRole('main').getByText(seen).first().waitFor();
    await fit(page);
    await camera.take(page, name);
  }
}

/** A page with little on it is shown without the empty part below. */
async function fit(page: Page): Promise<void> {
  const { width, height: most } = wide.viewport;
  await page.setViewportSize({ width, height: most });
  const end = await page
    .getByRole('main')
    .evaluate((main) => (main.lastElementChild ?? main).getBoundingClientRect().bottom);
  const height = Math.round(Math.min(most, Math.max(least, end + 32)));
  await page.setViewportSize({ width, height });
}

async function measuredMs(operator: Operator): Promise<number> {
  const { stepMs, nodes } = await operator.get<SeriesAnswer>('series?step=1000');
  return (nodes[0]?.values.connections.length ?? 0) * stepMs;
}

/** Of a group's message: it passes more stations than a line of a room's chat. */
async function pathOfWay(operator: Operator): Promise<string> {
  const { ways } = await operator.get<WaysAnswer>('ways?app=dev&conversation=group:sale&limit=50');
  const whole = ways.find(({ tookMs, from }) => tookMs !== undefined && from !== undefined);
  if (whole === undefined)
    throw new Error(`no way of a message was followed: ${Bun.inspect(ways)}`);
  const { id, app, conversation } = whole;
  return `/ways/${encodeURIComponent(id)}?${new URLSearchParams({ app, conversation })}`;
}
