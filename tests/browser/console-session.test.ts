import { expect, setDefaultTimeout, test } from 'bun:test';
import { adminKey, consoleFlags, heading, noSession, signIn } from './lib/operator.ts';
import { Site, whyNoSite } from './lib/site.ts';

setDefaultTimeout(60_000);

/** As `limits.consoleLoginBurst`: tries of one address before it has to wait. */
const triesAtOnce = 10;

test.skipIf(whyNoSite() !== undefined)(
  'who signs out is out, in the page and on the server, and the page asked for is there after the next login',
  async () => {
    await using site = await Site.open({ flags: consoleFlags });
    const page = await site.page('/console/configuration');
    await signIn(page, 'Lin', 'a-key-of-somebody-who-guesses');
    await page.getByRole('alert').getByText('This is not the admin key.').waitFor();
    await page.getByLabel('Admin key').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);

    await signIn(page, 'Lin');
    await heading(page, 'Configuration').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/configuration');
    const [cookie] = await page.context().cookies(site.url('/console'));
    expect(cookie).toMatchObject({ name: 'eagre_console', httpOnly: true, sameSite: 'Strict' });

    await page.getByRole('button', { name: 'Lin, on main' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Admin key').waitFor();
    expect(await page.getByText('Your session has ended.').count()).toBe(0);
    await page.reload();
    await page.getByLabel('Admin key').waitFor();
    const kept = { cookie: `${cookie?.name}=${cookie?.value}` };
    const asked = await fetch(site.url('/console/api/session'), { headers: kept });
    expect(asked.status).toBe(401);

    // The name is remembered, the key is not.
    expect(await page.getByLabel('Your name').inputValue()).toBe('Lin');
    expect(await page.getByLabel('Admin key').inputValue()).toBe('');
    expect(site.problems(noSession)).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'a session that ends at work asks for the key, and the work is there again, on that page and no other',
  async () => {
    await using site = await Site.open({ flags: consoleFlags });
    const page = await site.page('/console/nodes');
    await signIn(page, 'Lin');
    await page.getByRole('rowheader', { name: 'main' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(site.url('/console/audit'));
    await heading(other, 'Audit log').waitFor();

    // Signed out in one tab: the other has no session either, and finds out by itself.
    await other.getByRole('button', { name: 'Lin, on main' }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('Admin key').fill(adminKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('rowheader', { name: 'main' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/nodes');
    expect(site.problems(noSession)).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'who guesses has to wait, is told how long, and cannot go on sooner',
  async () => {
    await using site = await Site.open({ flags: consoleFlags });
    const page = await site.page('/console');
    const button = page.getByRole('button', { name: 'Sign in' });
    const wrong = page.getByText('This is not the admin key.');
    const tooMany = page.getByText(/Too many tries. You can try again in \d+ second/);
    for (let tried = 1; tried <= triesAtOnce; tried += 1) {
      const answered = page.waitForResponse('**/console/api/login');
      await signIn(page, 'Lin', `guess-${tried}`);
      expect((await answered).status()).toBe(401);
      await wrong.waitFor();
    }
    await signIn(page, 'Lin', 'one-guess-more');
    await tooMany.waitFor();
    expect(await button.isDisabled()).toBe(true);
    // Not the right key either, while it waits: else guessing would only be slower to read.
    const answer = await fetch(site.url('/console/api/login'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Lin', key: adminKey }),
    });
    expect(answer.status).toBe(429);
    await page.getByText('You can try again now.').waitFor();
    await signIn(page, 'Lin');
    await heading(page, 'Now').waitFor();
    expect(site.problems(/401|429/)).toEqual([]);
  },
);
