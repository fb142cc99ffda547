import { expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { conversationKey } from '../keys.ts';
import { TimelineError } from '../timeline/timeline.ts';
import { app, backend, by, makeGroup, newStation, type Station, text } from './test/station.ts';

const modeOf = async (station: Station, id: Awaited<ReturnType<typeof makeGroup>>) =>
  (await station.services.groups.info(backend, id)).mode;

test('a busy group goes to read mode by itself, once, and says where', async () => {
  const station = newStation({ readModeRows: 2 });
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  const sends = Array.from({ length: 40 }, () => station.services.sender.send(by('ann'), text(id)));
  await Promise.all(sends);
  await until(async () => (await modeOf(station, id)) === 'read');
  const modes = (await station.userEntries('bob')).filter(({ type }) => type === 'mode');
  expect(modes).toMatchObject([{ mode: 'read', conversation: id }]);
  expect(station.services.switcher.counts).toEqual({ toRead: 1, toWrite: 0, failed: 0 });
  const before = station.rows();
  await station.services.sender.send(by('ann'), text(id));
  expect(station.rows() - before).toBe(1);
});

test('a quiet group stays in write mode', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  for (let i = 0; i < 20; i += 1) {
    await station.services.sender.send(by('ann'), text(id));
    await station.clock.advance(1000);
  }
  expect(await modeOf(station, id)).toBe('write');
});

test('it comes back after a long quiet time only', async () => {
  const station = newStation({ readModeRows: 2, writeModeQuietMs: 600_000, modeSweepMs: 60_000 });
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  await Promise.all(
    Array.from({ length: 40 }, () => station.services.sender.send(by('ann'), text(id))),
  );
  await until(async () => (await modeOf(station, id)) === 'read');
  await station.clock.advance(540_000);
  expect(await modeOf(station, id)).toBe('read');
  await station.clock.advance(120_000);
  expect(await modeOf(station, id)).toBe('write');
  expect((await station.userEntries('cid')).at(-1)).toMatchObject({ type: 'mode', mode: 'write' });
});

test('what is quiet here and busy by way of another node stays as it is', async () => {
  const station = newStation({ readModeRows: 2, writeModeQuietMs: 600_000, modeSweepMs: 60_000 });
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  await Promise.all(
    Array.from({ length: 40 }, () => station.services.sender.send(by('ann'), text(id))),
  );
  await until(async () => (await modeOf(station, id)) === 'read');
  for (let minute = 0; minute < 30; minute += 1) {
    const entry = JSON.stringify({ type: 'message', at: station.clock.now() });
    await station.timeline.commit({ appends: [{ queues: [conversationKey(app, id)], entry }] });
    await station.clock.advance(60_000);
  }
  expect(await modeOf(station, id)).toBe('read');
});

test('a fixed policy is not changed by load or quiet', async () => {
  const station = newStation({ readModeRows: 0.1, readModeMembers: 1, writeModeQuietMs: 1000 });
  const id = await makeGroup(station, ['ann', 'bob', 'cid'], { policy: 'write' });
  for (let i = 0; i < 20; i += 1) await station.services.sender.send(by('ann'), text(id));
  expect(await modeOf(station, id)).toBe('write');
});

test('a switch that fails is reported and tried again with a later send', async () => {
  let broken = true;
  const station = newStation({ readModeMembers: 2 }, (timeline) => ({
    ...timeline,
    commit: (commit) => {
      const isSwitch = commit.appends[0]?.entry.includes('"type":"mode"') === true;
      if (isSwitch && broken) throw new TimelineError('unavailable', 'gone');
      return timeline.commit(commit);
    },
  }));
  const id = await makeGroup(station, ['ann', 'bob'], { open: true });
  await station.services.groupMembers.join(by('cid'), id);
  await station.services.sender.send(by('ann'), text(id));
  await until(() => station.reported.length === 1);
  expect(await modeOf(station, id)).toBe('write');
  broken = false;
  await station.services.sender.send(by('ann'), text(id));
  await until(async () => (await modeOf(station, id)) === 'read');
  expect(station.services.switcher.counts).toEqual({ toRead: 1, toWrite: 0, failed: 1 });
});

test('closing leaves no timer', () => {
  const station = newStation();
  station.services.close();
  expect(station.clock.pendingTimers).toBe(0);
});
