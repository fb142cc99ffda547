import { expect, test } from 'bun:test';
import { type AttributesEntry, wireLimits } from '@eagre/protocol';
import { refusal, Station, user } from './test/station.ts';

const ann = user('ann');
const settle = (station: Station) => station.clock.advance(0);

test('a change is an entry of the log, and shown on every node when the entry comes', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  const at = station.clock.now();
  const answer = await one.attributes.set(ann, { pin: { item: 7 }, phase: 'sale' });
  expect(answer).toMatchObject({ versions: { pin: 1, phase: 1 }, syncId: 1 });
  expect(answer.epoch).toBeGreaterThan(0);
  await two.attributes.set(user('bob'), { phase: null, stock: 3 });
  const values = { pin: { value: { item: 7 }, version: 1 }, stock: { value: 3, version: 2 } };
  for (const { attributes } of [one, two]) {
    expect(attributes.values()).toEqual(values);
    expect(JSON.parse(attributes.text())).toEqual(values);
    expect(attributes.version).toBe(2);
  }
  const type = 'attributes';
  expect(await station.log()).toEqual([
    { type, at, by: 'ann', version: 1, set: { pin: { item: 7 }, phase: 'sale' } },
    { type, at, by: 'bob', version: 2, set: { stock: 3 }, removed: ['phase'] },
  ]);
  const three = await station.open('n3');
  expect(three.attributes.values()).toEqual(values);
});

test('the same value again is a change; removing what is not there is none', async () => {
  const station = new Station();
  const { attributes } = await station.open('n1');
  await attributes.set(ann, { pin: 1 });
  const text = attributes.text();
  expect(attributes.text()).toBe(text);
  expect(await attributes.set(ann, { pin: 1 })).toMatchObject({ versions: { pin: 2 }, syncId: 2 });
  expect(await attributes.set(ann, { gone: null })).toMatchObject({
    versions: { gone: 0 },
    syncId: 2,
  });
  expect(await attributes.set(ann, { pin: null })).toMatchObject({
    versions: { pin: 0 },
    syncId: 3,
  });
  expect(attributes.text()).toBe('{}');
  expect(await station.log()).toHaveLength(3);
});

test('null within a value is a value; odd names are names', async () => {
  const station = new Station();
  const { attributes } = await station.open('n1');
  await attributes.set(ann, { a: { b: null }, constructor: false });
  const again = await station.open('n2');
  expect(again.attributes.values()).toEqual({
    a: { value: { b: null }, version: 1 },
    constructor: { value: false, version: 1 },
  });
});

test('expected versions are compared with the newest, and all or nothing is changed', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = () => true;
  await one.attributes.set(ann, { pin: 1, stock: 5 });
  const right = await two.attributes.set(ann, { pin: 2 }, { pin: 1, phase: 0 });
  expect(right.versions).toEqual({ pin: 2 });
  for (const expected of [0, 1, 3]) {
    const call = () => one.attributes.set(ann, { stock: 4, pin: 9 }, { stock: 1, pin: expected });
    const error = await refusal(call);
    expect(error).toMatchObject({ code: 'version_mismatch', field: 'expect.pin' });
    expect(error.message).toContain('pin has version 2');
  }
  expect(await station.log()).toHaveLength(2);
});

test('limits: values, all of them, keys; each named', async () => {
  const station = new Station();
  const { attributes } = await station.open('n1');
  const { attributeBytes, attributesBytes, roomAttributes } = wireLimits;
  const sized = (bytes: number) => '字'.repeat(Math.floor((bytes - 2) / 3));
  const set = (values: Record<string, unknown>) => refusal(() => attributes.set(ann, values));
  expect(await set({})).toMatchObject({ code: 'invalid_argument', field: 'set' });
  expect(await set({ ok: 1, a: sized(attributeBytes + 3) })).toMatchObject({
    code: 'too_large',
    field: 'set.a',
  });
  const most = Math.floor(attributesBytes / attributeBytes);
  for (let i = 0; i < most; i += 1)
    await attributes.set(ann, { [`big${i}`]: sized(attributeBytes) });
  expect(await set({ more: sized(100) })).toMatchObject({ code: 'too_large', field: 'set' });
  await attributes.set(ann, { big0: null, more: sized(100) });
  const left = roomAttributes - Object.keys(attributes.values()).length;
  const names = Array.from({ length: left }, (_, i) => [`k${i}`, 1]);
  expect(await set(Object.fromEntries([...names, ['one', 1]]))).toMatchObject({
    code: 'limit_exceeded',
    field: 'set',
  });
  await attributes.set(ann, Object.fromEntries(names));
});

test('nothing is set in a closed room, also when another node closed it unheard', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = () => true;
  await one.state.changeSettings((before) => ({ ...before, closedAt: 1 }), '{"type":"closed"}');
  expect(await refusal(() => two.attributes.set(ann, { pin: 1 }))).toMatchObject({
    code: 'room_closed',
  });
  expect(await station.log()).toEqual([{ type: 'closed' }]);
});

const entry = (version: number, set: object): AttributesEntry =>
  ({ type: 'attributes', at: 0, by: ann, version, set }) as AttributesEntry;

test('entries in order are shown at once and without a read; doubled ones do nothing', async () => {
  const station = new Station();
  const { attributes } = await station.open('n1');
  station.reads.length = 0;
  for (const version of [1, 1, 2, 1, 2]) attributes.apply(entry(version, { pin: version }));
  expect(attributes.values()).toEqual({ pin: { value: 2, version: 2 } });
  expect(station.reads).toEqual([]);
});

test('a change upon one of another node is planned from the entry, without a read', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  await one.attributes.set(ann, { pin: 1 });
  station.reads.length = 0;
  await two.attributes.set(ann, { pin: 2 }, { pin: 1 });
  expect(station.reads).toEqual([]);
});

test('a missing entry is made good for by one read', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = (message) =>
    message.type === 'entries' && message.entries.first > 1 && message.entries.first < 5;
  for (let i = 1; i <= 5; i += 1) await one.attributes.set(ann, { pin: i, [`k${i}`]: i });
  await two.attributes.settled();
  expect(two.attributes.values()).toEqual(one.attributes.values());
  expect(two.attributes.version).toBe(5);
});

test('when that read fails it is reported, and a check tries again', async () => {
  const station = new Station();
  const [one, two] = [await station.open('n1'), await station.open('n2')];
  station.loses = (message) => message.type === 'entries' && message.entries.first === 1;
  const { document } = station.timeline;
  station.timeline.document = () => Promise.reject(new Error('no store'));
  await one.attributes.set(ann, { pin: 1 });
  await one.attributes.set(ann, { pin: 2 });
  await two.attributes.settled();
  expect([station.reported.length > 0, two.attributes.version]).toEqual([true, 0]);
  station.timeline.document = document;
  two.attributes.check();
  await two.attributes.settled();
  expect(two.attributes.version).toBe(2);
  station.reads.length = 0;
  two.attributes.check();
  await settle(station);
  expect(station.reads).toEqual([]);
});
