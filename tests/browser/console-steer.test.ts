import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { audited, confirm, pressAndConfirm, refusalAt } from './lib/console-form.ts';
import { room, Scene } from './lib/console-scene.ts';
import { Operator, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

/** The requests that a test has refused, and those to a server that is away. */
const expected = /401|400|412|413|net::ERR_/;

interface RoomState {
  readonly tier: { readonly windowMs: number; readonly overridden: boolean };
}

describe.skipIf(whyNoSite() !== undefined)('what an operator changes of a room', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  test('an attribute that somebody else changes while it is edited is replaced only by who has seen that', async () => {
    const { site, ann } = scene;
    const operator = await Operator.signIn(site, 'Mo');
    const path = `apps/dev/v1/rooms/${room}/attributes`;
    await operator.send('PATCH', path, { set: { phase: 'warm-up' } });
    const attribute = (name: string) => ann.room.attributes[name]?.value;
    const page = await site.page(`/console/rooms/dev/${room}`);
    await signIn(page, 'Kay');
    await page.getByRole('tab', { name: 'Attributes' }).click();

    await page.getByRole('button', { name: 'Edit phase' }).click();
    const value = page.getByLabel('Value, as JSON');
    await value.fill('"sale"');
    await operator.send('PATCH', path, { set: { phase: 'break' } });
    const save = page.getByRole('button', { name: 'Save' });
    // It may be told of that already, and then this does nothing.
    await save.click({ force: true });
    await page.getByText('Somebody else set phase. It is now:').waitFor();
    await page.getByRole('dialog').getByText('"break"').waitFor();
    expect(await value.inputValue()).toBe('"sale"');
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Replace that' }).click();
    await save.click();
    await page.getByText('phase was set.').waitFor();
    await until(() => attribute('phase') === 'sale');

    await page.getByRole('button', { name: 'Add an attribute' }).click();
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('two words');
    await value.fill(JSON.stringify('v'.repeat(5_000)));
    await save.click();
    expect((await refusalAt(name)).said).toContain('1 to 64 characters of A-Z a-z 0-9 _ . -');
    await name.fill('words');
    await save.click();
    expect((await refusalAt(value)).said).toContain('at most 4096 are allowed');
    expect(await name.inputValue()).toBe('words');
    await value.fill('["few"]');
    await save.click();
    await page.getByText('words was set.').waitFor();
    await until(() => JSON.stringify(attribute('words')) === '["few"]');

    await page.getByRole('button', { name: 'Remove phase' }).click();
    await confirm(page, 'Remove phase');
    await page.getByText('phase was removed.').waitFor();
    await until(() => attribute('phase') === undefined);
    expect((await audited(operator, 'Kay')).at(-1)).toContain('{"set":{"phase":null}');
    expect(site.problems(expected)).toEqual([]);
  });

  test('wrong values are told at their fields and stay there, right ones reach the room, and nothing is lost while the server is away', async () => {
    const { site, ann } = scene;
    const operator = await Operator.signIn(site, 'Mo');
    const page = await site.page(`/console/rooms/dev/${room}`);
    await signIn(page, 'Lin');
    await page.getByRole('tab', { name: 'Steer' }).click();

    const pipeline = page.getByRole('form', { name: 'Pipeline' });
    const window = pipeline.getByRole('textbox', { name: 'Window, ms' });
    await window.fill('99999');
    await pressAndConfirm(page, 'Set for this room');
    const refusal = await refusalAt(window);
    expect(refusal.said).toContain('tier.windowMs must be at most 10000');
    expect(refusal.value).toBe('99,999');
    await window.fill('300');
    await pressAndConfirm(page, 'Set for this room');
    await page.getByText('The pipeline of this room was set.').waitFor();
    const tier = async () => (await operator.get<RoomState>(`apps/dev/v1/rooms/${room}`)).tier;
    expect(await tier()).toMatchObject({ windowMs: 300, overridden: true });
    await pipeline.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('The pipeline follows the online count again.').waitFor();
    expect((await tier()).overridden).toBe(false);

    const item = page.getByRole('form', { name: 'Send an item card' });
    const itemId = item.getByLabel('Item id');
    await itemId.fill('s'.repeat(65));
    await item.getByLabel('Name of the item').fill('Blue cup');
    await item.getByRole('textbox', { name: 'Price' }).fill('12.5');
    await item.getByRole('button', { name: 'Send' }).click();
    await confirm(page, 'Send');
    expect((await refusalAt(itemId)).said).toContain('body.itemId must have at most 64 characters');
    expect(await item.getByLabel('Name of the item').inputValue()).toBe('Blue cup');
    await itemId.fill('sku-8');
    await item.getByRole('button', { name: 'Send' }).click();
    await confirm(page, 'Send');
    await page.getByText('It was sent.').waitFor();
    await until(() => ann.reliable.some(({ text }) => text === 'Blue cup'));
    expect(await itemId.inputValue()).toBe('');

    const notice = page.getByRole('form', { name: 'Send a notice' });
    const title = notice.getByLabel('Title');
    await title.fill('t'.repeat(129));
    await notice.getByRole('button', { name: 'Send' }).click();
    await confirm(page, 'Send');
    const tooLong = await refusalAt(title);
    expect(tooLong.said).toContain('body.title must have at most 128 characters');
    expect(tooLong.value).toHaveLength(129);

    await title.fill('We are back');
    await notice.getByLabel('Text').fill('The sale goes on.');
    await notice.getByRole('button', { name: 'Send' }).click();
    await site.server.kill();
    await confirm(page, 'Send');
    await page.getByText(/^The server cannot be reached \(unreachable/).waitFor();
    // The question is still there for another try, and so is what was typed.
    expect(await title.inputValue()).toBe('We are back');
    expect(await notice.getByLabel('Text').inputValue()).toBe('The sale goes on.');
    await site.startAgain();
    await until(() => ann.client.state === 'online');
    await confirm(page, 'Send');
    await until(() => ann.reliable.some(({ text }) => text === 'The sale goes on.'));
    expect(ann.reliable.filter(({ text }) => text === 'The sale goes on.')).toHaveLength(1);
    expect(ann.wrongs).toEqual([]);
    await until(async () => (await title.inputValue()) === '');
    // What stood there while the server was away goes by itself.
    await page.getByRole('main').getByRole('alert').waitFor({ state: 'detached' });

    const messages = `POST /v1/rooms/${room}/messages`;
    expect((await audited(operator, 'Lin')).map((line) => line.split(' {')[0])).toEqual([
      `PATCH /v1/rooms/${room} 400`,
      `PATCH /v1/rooms/${room} 200`,
      `PATCH /v1/rooms/${room} 200`,
      `${messages} 400`,
      `${messages} 200`,
      `${messages} 400`,
      `${messages} 200`,
    ]);
    expect(site.problems(expected)).toEqual([]);
  });
});
