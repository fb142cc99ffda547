import { expect, setDefaultTimeout, test } from 'bun:test';
import type { WayAnswer, WaysAnswer } from '@eagre/server/console';
import { until } from '@eagre/testkit';
import { group, room, Scene } from './lib/console-scene.ts';
import { heading, noSession, Operator, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

/** A message that was not followed is asked for on purpose. */
const provoked = new RegExp(`${noSession.source}|404`);

test.skipIf(whyNoSite() !== undefined)(
  'an operator who finds no way has the next messages followed, and sees where they ended and why',
  async () => {
    await using scene = await Scene.open();
    const { site, ann, bob } = scene;
    const operator = await Operator.signIn(site, 'Mo');

    // By a link to what nobody followed to what is followed from now on.
    const page = await site.page(`/console/ways/long-gone?app=dev&conversation=${room}&from=ann`);
    await signIn(page, 'Lin');
    await page.getByText('The way of this message was not noted down').waitFor();
    await page.getByRole('button', { name: `Follow ${room}`, exact: true }).click();
    await page.getByText(`Every message of ${room} is followed for ten minutes.`).waitFor();
    const following = async () => (await operator.get<WaysAnswer>('ways')).following;
    expect(await following()).toMatchObject([{ app: 'dev', conversation: room }]);

    // Two who chose the same id: each has a page, and each page names the other.
    for (const { client } of [ann, bob]) {
      await client.group('lobby').send('the same id', { clientId: 'twice' });
    }
    await page.goto(site.url(`/console/ways/twice?app=dev&from=ann`));
    const others = page.getByRole('table', { name: 'Other messages with this id' });
    await others.getByRole('link', { name: 'bob' }).waitFor();
    await page.getByText('Handed over').waitFor();
    await others.getByRole('link', { name: 'twice' }).click();
    await others.getByRole('link', { name: 'ann', exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('from')).toBe('bob');

    // More than the room shows: some are left out, and their pages say so.
    const { api } = site.server;
    await api.ok('PATCH', `/v1/rooms/${room}`, { tier: { windowMs: 500, displayPerSecond: 1 } });
    await Promise.all(Array.from({ length: 8 }, (_, i) => ann.room.send(`me ${i}`)));
    const dropped = await until(() => droppedOf(operator));
    await page.goto(site.url(`/console/ways/${dropped.id}?app=dev`));
    const outcome = page.getByRole('table', { name: 'Where it ended' });
    await outcome.getByText('Left out').waitFor();
    await outcome
      .getByText('More was said on this node than the room’s display rate shows.')
      .waitFor();

    // A personal message, and the list from which it is reached.
    await ann.client.group('lobby').sendPersonal('bob', 'only you', { clientId: 'for-bob' });
    await page.getByRole('link', { name: 'Ways of messages' }).click();
    await page.getByRole('link', { name: 'for-bob' }).click();
    await page.getByText(/^Personal, behind #\d+ of epoch/).waitFor();
    expect(await wayOf(operator, 'for-bob')).toMatchObject({ conversation: group, personal: true });

    await page.getByRole('link', { name: 'Ways of messages' }).click();
    await heading(page, 'Ways of messages').waitFor();
    await page.getByRole('list', { name: 'Followed' }).getByRole('button', { name: 'End' }).click();
    await page.getByText(`${room} is followed no more.`).waitFor();
    expect(await following()).toEqual([]);
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('row').filter({ hasText: 'DELETE /follow' }).getByText('Lin').waitFor();
    expect(site.problems(provoked)).toEqual([]);
  },
);

/** A message of the room that sampling left out. */
async function droppedOf(operator: Operator): Promise<WayAnswer | undefined> {
  const { ways } = await operator.get<WaysAnswer>(`ways?app=dev&conversation=${room}`);
  const all = await Promise.all(ways.map(({ id }) => wayOf(operator, id)));
  return all.find(({ stations }) => stations.some(({ station }) => station === 'dropped'));
}

function wayOf(operator: Operator, id: string): Promise<WayAnswer> {
  return operator.get<WayAnswer>(`ways/${id}?app=dev`);
}
