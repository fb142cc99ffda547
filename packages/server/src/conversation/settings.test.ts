import { expect, test } from 'bun:test';
import { by, makeGroup, newStation, refusal, text } from './test/station.ts';

test('muting is stored, told to own devices, and shown as class low', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob'], { priority: 'high' });
  const { settings, summaries } = station.services;
  expect(await settings.setMuted(by('bob'), id, true)).toEqual({ muted: true });
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'settings',
    conversation: id,
    muted: true,
  });
  const summaryOf = async (name: string) =>
    (await summaries.list(by(name), { offset: 0, limit: 9 })).conversations[0]?.summary;
  expect(await summaryOf('bob')).toMatchObject({ muted: true, priority: 'low' });
  expect(await summaryOf('ann')).toMatchObject({ muted: false, priority: 'high' });
  const before = station.rows();
  await settings.setMuted(by('bob'), id, true);
  expect(station.rows()).toBe(before);
  await settings.setMuted(by('bob'), id, false);
  expect(await summaryOf('bob')).toMatchObject({ muted: false, priority: 'high' });
});

test('two who mute at once both stay muted, and sends go on', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const { settings, sender, cache } = station.services;
  await Promise.all([
    settings.setMuted(by('ann'), id, true),
    settings.setMuted(by('bob'), id, true),
    sender.send(by('ann'), text(id)),
  ]);
  const cached = await cache.get(`shop/${id}` as never);
  expect([...(cached?.members.values() ?? [])].map(({ muted }) => muted)).toEqual([true, true]);
});

test('only members have settings', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann']);
  const call = station.services.settings.setMuted(by('zoe'), id, true);
  expect(await refusal(call)).toMatchObject({ code: 'not_member' });
});
