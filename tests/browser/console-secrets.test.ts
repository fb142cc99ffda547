import { expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@eagre/testkit';
import { room, Scene } from './lib/console-scene.ts';
import { adminKey, heading, noSession, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(60_000);

const apiSecret = 'an-api-secret-that-nobody-may-read';
const tokenSecret = 'a-token-secret-that-nobody-may-read';
/** Beside the one of development mode, as a configuration has it. */
const shop = {
  ...{ id: 'shop', name: 'Harbour Shop' },
  keys: [{ id: 'backend', secret: apiSecret }],
  jwt: { hs256: tokenSecret },
};

test.skipIf(whyNoSite() !== undefined)('no secret is on a page or in an answer to it', async () => {
  using folder = tempDir();
  const config = join(folder.path, 'eagre.json');
  writeFileSync(config, JSON.stringify({ apps: [shop] }));
  await using scene = await Scene.open([`--config=${config}`]);
  const { site } = scene;
  const kept = readFileSync(join(site.data, 'dev-keys.json'), 'utf8');
  const ofDevelopment = Object.values(JSON.parse(kept) as Record<string, string>);
  const secrets = [adminKey, apiSecret, tokenSecret, ...ofDevelopment];
  expect(ofDevelopment.length).toBeGreaterThanOrEqual(2);

  const page = await site.page('/console');
  const told: string[] = [];
  let answers = 0;
  const leaks = (where: string, text: string) => {
    if (secrets.some((secret) => text.includes(secret))) told.push(where);
  };
  const reading: Promise<void>[] = [];
  page.on('response', (answer) => {
    if (!answer.url().includes('/console/api/')) return;
    const read = async () => {
      answers += 1;
      leaks(answer.url(), await answer.text());
    };
    // Of one that was given up by a page that was left nothing was told.
    reading.push(read().catch(() => {}));
  });
  await signIn(page, 'Lin');
  await heading(page, 'Now').waitFor();
  for (const [path, seen] of [
    ['/configuration', 'adminKey'],
    ['/apps', 'Harbour Shop'],
    ['/nodes', 'main'],
    ['/people/dev/ann', 'group:lobby'],
    [`/rooms/dev/${room}`, 'Most at once'],
    ['/audit', 'Signed in'],
  ]) {
    await page.goto(site.url(`/console${path}`));
    await page
      .getByRole('main')
      .getByText(seen ?? '')
      .first()
      .waitFor();
    leaks(path ?? '', await page.content());
  }
  await Promise.all(reading);
  expect(answers).toBeGreaterThan(10);
  expect(told).toEqual([]);
  expect(site.problems(noSession)).toEqual([]);
});
