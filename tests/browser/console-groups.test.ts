import { expect, setDefaultTimeout, test } from 'bun:test';
import type { ConversationPage } from '@eagre/server/console';
import { until } from '@eagre/testkit';
import {
  audited,
  choose,
  confirm,
  dismissNotices,
  pressAndConfirm,
  refusalAt,
} from './lib/console-form.ts';
import { group, Scene } from './lib/console-scene.ts';
import { heading, Operator, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

/** The requests that the test has refused. */
const expected = /401|400/;

test.skipIf(whyNoSite() !== undefined)(
  'a group’s policy and members are changed, and its people see it at once',
  async () => {
    await using scene = await Scene.open();
    const { site, ann, bob } = scene;
    const operator = await Operator.signIn(site, 'Mo');
    const page = await site.page(`/console/queues/dev/${group}`);
    await signIn(page, 'Lin');
    await heading(page, 'Lobby').waitFor();

    // The page goes on asking, and after a pause at once.
    await ann.client.group('lobby').send('who else is there?');
    await page.getByText('who else is there?').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await ann.client.group('lobby').send('and now?');
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('and now?').waitFor();

    await choose(page, /Policy$/, 'Always write');
    const question = page.getByRole('alertdialog');
    await question.getByText('A row in the queue of each member for every message.').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await choose(page, /Policy$/, 'Always write');
    await confirm(page, 'Change');
    await page.getByText('The policy is now: Always write.').waitFor();
    const stored = () => operator.get<ConversationPage>(`apps/dev/conversations/${group}`);
    await until(async () => (await stored()).mode === 'write');
    await page.getByText('Write: a row each').first().waitFor();

    const user = page.getByLabel('Add a user');
    await user.fill('d e e');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const refusal = await refusalAt(user);
    expect(refusal.said).toContain('1 to 64 characters of A-Z a-z 0-9');
    expect(refusal.value).toBe('d e e');
    await user.fill('dee');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('dee was added.').waitFor();
    await page.getByRole('heading', { name: '4 members' }).waitFor();
    const members = page.getByRole('table', { name: 'Members' });
    await members.getByRole('link', { name: 'dee' }).waitFor();
    await user.fill('dee');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('dee was in the group already.').waitFor();

    await choose(page, /Role of dee$/, 'Admin');
    await page.getByText('The role of dee was changed.').waitFor();
    await members.getByRole('button', { name: /Admin.*Role of dee$/ }).waitFor();
    // The owner is the owner until somebody else is made it.
    const owner = members.getByRole('row').filter({ hasText: 'ann' });
    await owner.getByText('Owner').waitFor();
    expect(await owner.getByRole('button', { name: /Role of/ }).count()).toBe(0);

    expect(await conversationsOf(bob)).toContain(group);
    await dismissNotices(page);
    await members
      .getByRole('row')
      .filter({ hasText: 'bob' })
      .getByRole('button', { name: 'Remove' })
      .click();
    await confirm(page, 'Remove');
    await page.getByText('bob was removed.').waitFor();
    await until(async () => !(await conversationsOf(bob)).includes(group));
    await members.getByRole('link', { name: 'bob' }).waitFor({ state: 'detached' });

    await page.goto(site.url('/console/people/dev/bob'));
    await page.getByText('Disabled', { exact: true }).click();
    await confirm(page, 'Disable');
    await page.getByText('bob is disabled.').waitFor();
    await until(() => bob.client.state === 'stopped');
    await page.getByText('No device is connected').waitFor();
    await page.getByText('Disabled', { exact: true }).last().click();
    await page.getByText('bob may connect again.').waitFor();

    await page.goto(site.url('/console/people/dev/cid'));
    await heading(page, 'cid').waitFor();
    await pressAndConfirm(page, 'Disconnect all');
    await page.getByText('All devices of cid were disconnected.').waitFor();

    const path = `/v1/groups/${group}`;
    expect(await audited(operator, 'Lin')).toEqual([
      `PATCH ${path} 200 {"policy":"write"}`,
      `POST ${path}/members 400 {"users":["d e e"]}`,
      `POST ${path}/members 200 {"users":["dee"]}`,
      `POST ${path}/members 200 {"users":["dee"]}`,
      `PATCH ${path}/members/dee 200 {"role":"admin"}`,
      `DELETE ${path}/members/bob 200`,
      'PUT /v1/users/bob 200 {}',
      'PATCH /v1/users/bob 200 {"disabled":true}',
      'PATCH /v1/users/bob 200 {"disabled":false}',
      'DELETE /v1/users/cid/devices 200',
    ]);
    expect(site.problems(expected)).toEqual([]);
  },
);

async function conversationsOf({ client }: Scene['bob']): Promise<readonly string[]> {
  const { conversations } = await client.conversations();
  return conversations.map(({ conversation }) => conversation);
}
