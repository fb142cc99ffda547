import { expect, setDefaultTimeout, test } from 'bun:test';
import type { UserPage, WayAnswer } from '@eagre/server/console';
import { until } from '@eagre/testkit';
import { group, Scene } from './lib/console-scene.ts';
import { heading, noSession, Operator, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

test.skipIf(whyNoSite() !== undefined)(
  'a conversation, the way of its message and a person are found, and a device that is kicked is gone',
  async () => {
    await using scene = await Scene.open();
    const { site, ann, bob } = scene;
    const operator = await Operator.signIn(site, 'Mo');
    const page = await site.page('/console/queues');
    await signIn(page, 'Lin');

    await page.getByRole('link', { name: group }).click();
    await heading(page, 'Lobby').waitFor();
    await page.getByText('is anybody there?').waitFor();
    for (const user of ['ann', 'bob', 'cid']) {
      await page.getByRole('link', { name: user, exact: true }).first().waitFor();
    }

    // Sent now: its stations are noted and stand in the order in which it passed them.
    await ann.client.group('lobby').send('look how far I go', { clientId: 'way-of-a-test' });
    await page.goto(site.url(`/console/ways/way-of-a-test?app=dev&conversation=${group}`));
    const stations = page.getByRole('table', { name: 'Stations' });
    await stations.getByText(/^\d\. Last device$/).waitFor();
    const named = await stations.getByText(/^\d\. /).allTextContents();
    expect(named).toEqual([
      '1. Received',
      '2. Admitted',
      '3. Stored',
      '4. Published',
      '5. First device',
      '6. Last device',
    ]);
    const way = await operator.get<WayAnswer>(`ways/way-of-a-test?app=dev&conversation=${group}`);
    const times = way.stations.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(way.stations.find(({ station }) => station === 'last')?.devices).toBe(3);

    await page.goto(site.url('/console/people'));
    await page.getByRole('link', { name: 'bob' }).click();
    await heading(page, 'bob').waitFor();
    await page.getByText(group).first().waitFor();
    const { device } = bob.client;
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    const question = page.getByRole('alertdialog');
    const closed = closingOf(bob.client);
    await question.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText(`${device} was disconnected.`).waitFor();
    await until(async () => (await devicesOf(operator, 'bob')) === 0);
    await closed;
    await page.getByText('No device is connected').waitFor();
    expect(await devicesOf(operator, 'ann')).toBe(1);

    await page.getByRole('link', { name: 'Audit log' }).click();
    const entry = page
      .getByRole('row')
      .filter({ hasText: `DELETE /v1/users/bob/devices/${device}` });
    await entry.waitFor();
    expect(await entry.textContent()).toContain('Lin');
    expect(site.problems(noSession)).toEqual([]);
  },
);

async function devicesOf(operator: Operator, user: string): Promise<number> {
  const { devices } = await operator.get<UserPage>(`apps/dev/users/${user}`);
  return devices.length;
}

function closingOf(client: Scene['bob']['client']): Promise<void> {
  return new Promise((resolve) => {
    client.on('state', ({ state }) => {
      if (state !== 'online') resolve();
    });
  });
}
