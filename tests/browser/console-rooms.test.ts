import { expect, setDefaultTimeout, test } from 'bun:test';
import type { AuditAnswer, DevicesAnswer, RoomsAnswer } from '@eagre/server/console';
import { until } from '@eagre/testkit';
import { room, Scene } from './lib/console-scene.ts';
import { heading, noSession, Operator, signIn } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

interface RoomState {
  readonly tier: { readonly windowMs: number; readonly overridden: boolean };
}

test.skipIf(whyNoSite() !== undefined)(
  'a room is found, watched and steered, and what was done holds on the server and stands in the audit log',
  async () => {
    await using scene = await Scene.open();
    const { site, ann, bob } = scene;
    const operator = await Operator.signIn(site, 'Mo');
    const page = await site.page('/console/rooms');
    await signIn(page, 'Lin');

    const row = page.getByRole('row').filter({ hasText: room });
    await row.getByText('3', { exact: true }).first().waitFor();
    await row.getByRole('link', { name: room }).click();
    await heading(page, room).waitFor();
    await page.getByRole('img', { name: /^Devices in the room, .*now 3,/ }).waitFor();

    // The console is one device more as long as it listens.
    await page.getByRole('tab', { name: 'Live messages' }).click();
    await until(() => ann.room.online.devices === 4);
    await bob.room.send('is this the blue one?');
    await page.getByText('is this the blue one?').waitFor();
    await page.getByRole('tab', { name: 'Attributes' }).click();
    await until(() => ann.room.online.devices === 3);
    await until(async () => {
      const { devices } = await operator.get<DevicesAnswer>('devices');
      return devices.length === 3;
    });

    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByLabel('Name', { exact: true }).fill('phase');
    await page.getByLabel('Value, as JSON').fill('{"at": ');
    await page.getByText(/^This is not JSON/).waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Value, as JSON').fill('{"at": "sale"}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('phase was set.').waitFor();
    await until(() => JSON.stringify(ann.room.attributes['phase']?.value) === '{"at":"sale"}');

    await page.getByRole('tab', { name: 'Moderation' }).click();
    await page.getByLabel('User', { exact: true }).fill('bob');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByText(/^bob is muted\./).waitFor();
    expect(await bob.room.send('me again').then(String, (error) => error.code)).toBe('muted');
    await page
      .getByRole('row')
      .filter({ hasText: 'bob' })
      .getByRole('button', { name: 'Lift' })
      .click();
    await page.getByText('bob may speak again.').waitFor();
    await bob.room.send('thank you');

    await page.getByRole('tab', { name: 'Steer' }).click();
    await page.getByRole('textbox', { name: 'Window, ms' }).fill('700');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Set for this room' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Set for this room' }).click();
    await page.getByText('The pipeline of this room was set.').waitFor();
    const state = await operator.get<RoomState>(`apps/dev/v1/rooms/${room}`);
    expect(state.tier).toMatchObject({ windowMs: 700, overridden: true });
    await until(async () => {
      const { rooms } = await operator.get<RoomsAnswer>('rooms?app=dev');
      return rooms[0]?.tier.windowMs === 700;
    });

    await page.getByRole('link', { name: 'Audit log' }).click();
    for (const action of [
      `PATCH /v1/rooms/${room}/attributes`,
      `POST /v1/rooms/${room}/moderation`,
      `PATCH /v1/rooms/${room}`,
    ]) {
      const entry = page.getByRole('row').filter({ hasText: action }).first();
      await entry.waitFor();
      expect(await entry.textContent()).toContain('Lin');
    }
    const { entries } = await operator.get<AuditAnswer>('audit?limit=50');
    const changes = entries.filter(({ name, app }) => name === 'Lin' && app === 'dev');
    // Also what was refused; and the token with which the page looked into the room.
    expect(changes.map(({ action, status }) => `${action} ${status}`)).toEqual([
      `PATCH /v1/rooms/${room} 200`,
      `POST /v1/rooms/${room}/moderation 204`,
      `POST /v1/rooms/${room}/moderation 204`,
      `PATCH /v1/rooms/${room}/attributes 200`,
      'POST /token 200',
    ]);
    expect(site.problems(noSession)).toEqual([]);
  },
);
