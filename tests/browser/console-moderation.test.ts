import { expect, setDefaultTimeout, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { audited, choose, pressAndConfirm, refusalAt } from './lib/console-form.ts';
import { room, Scene } from './lib/console-scene.ts';
import { Operator, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

/** The requests that the test has refused. */
const expected = /401|400/;

test.skipIf(whyNoSite() !== undefined)(
  'a person is put out and let in again, everybody is made quiet and slow, words are refused, and the room is closed',
  async () => {
    await using scene = await Scene.open();
    const { site, ann, bob, cid } = scene;
    const operator = await Operator.signIn(site, 'Mo');
    const page = await site.page(`/console/rooms/dev/${room}`);
    await signIn(page, 'Lin');
    await page.getByRole('tab', { name: 'Moderation' }).click();
    const codeOf = (sent: Promise<unknown>) =>
      sent.then(
        () => 'sent',
        (error) => error.code,
      );

    const user = page.getByLabel('User', { exact: true });
    const nobody = `b${'o'.repeat(64)}b`;
    await user.fill(nobody);
    await pressAndConfirm(page, 'Ban');
    const refusal = await refusalAt(user);
    expect(refusal.said).toContain('1 to 64 characters');
    expect(refusal.value).toBe(nobody);
    // Nothing is in the way of mending it.
    await page.getByRole('alertdialog', { name: /^Ban / }).waitFor({ state: 'detached' });
    await user.fill('bob');
    expect(await user.getAttribute('aria-invalid')).toBeNull();
    await choose(page, /For$/, '5 min');
    await pressAndConfirm(page, 'Ban');
    await page.getByText('bob is banned. For: 5 min.').waitFor();
    expect(await user.inputValue()).toBe('');
    await until(() => bob.closed !== undefined);
    expect(await codeOf(bob.client.enter(room))).toBe('banned');
    const banned = page.getByRole('table', { name: 'Banned' });
    await banned.getByRole('button', { name: 'Lift' }).click();
    await page.getByText('bob may come in again.').waitFor();
    await page.getByText('Nobody is banned').waitFor();
    await bob.client.enter(room);

    // The control itself is not seen: its label is what one presses.
    await page.getByText('Mute everybody', { exact: true }).click();
    await page.getByText('Everybody is muted.', { exact: true }).waitFor();
    expect(await codeOf(ann.room.send('may I?'))).toBe('muted');
    await page.getByText('Mute everybody', { exact: true }).click();
    await page.getByText('Everybody may speak again.').waitFor();
    await ann.room.send('I may');
    await choose(page, /Slow mode$/, '30 sec');
    await page.getByText('Slow mode is on.').waitFor();
    await ann.room.send('and again');
    expect(await codeOf(ann.room.send('and at once again'))).toBe('slow_mode');
    await choose(page, /Slow mode$/, 'Off');
    await page.getByText('Slow mode is off.').waitFor();

    const words = page.getByLabel('Words, one in a line');
    const tooLong = 'x'.repeat(300);
    await words.fill(`fake\n${tooLong}`);
    await pressAndConfirm(page, 'Set the list');
    const wrongWord = await refusalAt(words);
    expect(wrongWord.said).toMatch(/words\.1 must have at most \d+ characters/);
    expect(wrongWord.value).toBe(`fake\n${tooLong}`);
    await words.fill('fake\n假货');
    await pressAndConfirm(page, 'Set the list');
    await page.getByText('2 words are refused.', { exact: true }).waitFor();
    await page.getByText('2 words are refused now.').waitFor();
    expect(await codeOf(cid.room.send('A FAKE one'))).toBe('word_refused');
    await pressAndConfirm(page, 'Refuse none');
    await page.getByText('No word is refused now.').waitFor();
    await cid.room.send('A FAKE one');

    await page.getByRole('button', { name: 'Close the room' }).click();
    const question = page.getByRole('alertdialog');
    const close = question.getByRole('button', { name: 'Close the room' });
    await question.getByLabel('Type show1 to confirm').fill('show');
    expect(await close.isDisabled()).toBe(true);
    await question.getByLabel('Type show1 to confirm').fill('show1');
    await close.click();
    await page.getByText('show1 was closed.').waitFor();
    await until(() => ann.closed !== undefined && cid.closed !== undefined);
    expect(await codeOf(ann.client.enter(room))).toBe('room_closed');
    await page.getByRole('tabpanel').getByText('closed').waitFor();

    const order = `POST /v1/rooms/${room}/moderation`;
    expect(await audited(operator, 'Lin')).toEqual([
      `${order} 400 {"action":"ban","user":"${nobody}","ms":1800000}`,
      `${order} 204 {"action":"ban","user":"bob","ms":300000}`,
      `${order} 204 {"action":"unban","user":"bob"}`,
      `${order} 204 {"action":"mute_all"}`,
      `${order} 204 {"action":"unmute_all"}`,
      `${order} 204 {"action":"slow","ms":30000}`,
      `${order} 204 {"action":"slow","ms":0}`,
      `PATCH /v1/rooms/${room} 400 {"words":["fake","${tooLong}"]}`,
      `PATCH /v1/rooms/${room} 200 {"words":["fake","假货"]}`,
      `PATCH /v1/rooms/${room} 200 {"words":[]}`,
      `POST /v1/rooms/${room}/close 204 {}`,
    ]);
    expect(site.problems(expected)).toEqual([]);
  },
);
