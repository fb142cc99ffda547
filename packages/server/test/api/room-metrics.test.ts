import { expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { onceATurn } from '../../src/node/metrics/metric-table.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

const room = 'room:seen';

test('/metrics counts what happens in rooms', async () => {
  await using node = await TestNode.start();
  const tier = { displayPerSecond: 1, windowMs: 20 };
  await node.ok('POST', '/v1/rooms', { room, tier });
  const say = (words: string, more = {}) =>
    node.ok('POST', `/v1/rooms/${room}/messages`, { kind: 'text', body: { text: words }, ...more });
  const devices: TestDevice[] = [];
  for (const user of ['ann', 'bob', 'cat']) {
    const device = await TestDevice.open(node.url, await node.token(user), 'phone');
    await device.request('room.enter', { room, gen: 1 });
    devices.push(device);
  }
  const [ann, bob, cat] = devices;
  await cat?.request('room.leave', { room, gen: 2 });
  await ann?.request('room.tap', { room, seq: 1, counts: { like: 3 } });
  await ann?.request('room.tap', { room, seq: 1, counts: { like: 3 } });
  await Promise.all(Array.from({ length: 20 }, (_, i) => say(`words ${i}`, { rank: 'follower' })));
  await say('the card', { class: 'reliable' });
  const heard = (device: TestDevice | undefined) => JSON.stringify(device?.frames);
  await until(() => [ann, bob].every((one) => heard(one).includes('"the card"')), {
    what: 'the card on both devices',
  });

  const lines = async () => String((await node.call('GET', '/metrics')).body['text']).split('\n');
  const figure = (all: string[], name: string) =>
    Number(
      all
        .find((line) => line.startsWith(`eagre_${name} `))
        ?.split(' ')
        .at(-1),
    );
  const dropped = 'room_chat_dropped_total{reason="sender_cap",rank="follower"}';
  const offered = 'room_chat_offered_total{rank="follower"}';
  const shown = 'room_chat_shown_total{rank="follower"}';
  const settled = await until(
    async () => {
      const all = await lines();
      const of = (name: string) => figure(all, name);
      if (of(offered) !== of(dropped) + of(shown)) return undefined;
      return of('room_chat_delivered_total') === 2 * of(shown) ? all : undefined;
    },
    { what: 'all messages to be dropped, or shown and delivered to two devices' },
  );
  const expected = {
    'rooms{tier="0"}': 1,
    'room_devices{tier="0"}': 2,
    room_present_devices: 2,
    rooms_opened_total: 1,
    rooms_released_total: 0,
    room_enters_total: 3,
    room_leaves_total: 1,
    room_taps_total: 1,
    room_duplicate_taps_total: 1,
    [offered]: 20,
    room_reliable_delivered_total: 2,
    'room_mended_total{way="pulled"}': 0,
    room_refused_frames_total: 0,
  };
  for (const [name, value] of Object.entries(expected)) {
    expect([name, figure(settled, name)]).toEqual([name, value]);
  }
  expect(figure(settled, dropped)).toBeGreaterThan(0);
  const isRoomFrame = (frame: unknown) => JSON.stringify(frame).startsWith('{"push":"room"');
  await until(
    async () => {
      const arrived = devices.flatMap(({ frames }) => frames).filter(isRoomFrame).length;
      return arrived > 0 && figure(await lines(), 'room_frames_total') === arrived;
    },
    { what: 'as many frames as the devices got' },
  );
  expect(figure(settled, shown)).toBeGreaterThan(0);
  for (const device of devices) device.close();
});

test('what several metrics are read from is read once for all of them, and anew each time', async () => {
  const metrics = new Metrics();
  let reads = 0;
  const read = onceATurn(() => {
    reads += 1;
    return reads;
  });
  for (const name of ['a', 'b', 'c']) metrics.gauge({ name, help: name }, () => read());
  expect(await metrics.text()).toMatch(/eagre_a 1\n[\s\S]*eagre_b 1\n[\s\S]*eagre_c 1\n/);
  expect(await metrics.text()).toMatch(/eagre_a 2\n[\s\S]*eagre_b 2\n[\s\S]*eagre_c 2\n/);
});
