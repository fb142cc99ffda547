import { expect, test } from 'bun:test';
import { FakeClock, until } from '@eagre/testkit';
import { checkedConfig } from '../../config/checked-config.ts';
import type { Config } from '../../config/schema.ts';
import { limits } from '../../limits.ts';
import { silentLogger } from '../../observability/logger.ts';
import { FakeWorkers } from './test/fake-workers.ts';
import { Workers } from './workers.ts';

const cluster = { cluster: true, node: 'n', postgres: 'postgres://db', nats: 'nats://bus' };

function fixture(count = 3) {
  const clock = new FakeClock();
  const fake = new FakeWorkers();
  const second = Promise.withResolvers<string>();
  const said: string[] = [];
  const state = { reread: (): Config => checkedConfig({ ...cluster, workers: count }) };
  const say = (_fields: unknown, text: string) => void said.push(text);
  const workers = new Workers({
    config: checkedConfig({ ...cluster, workers: count }),
    port: 7070,
    spawn: fake.spawn,
    signals: { first: Promise.withResolvers<string>().promise, second: second.promise },
    clock,
    limits,
    logger: { ...silentLogger, warn: say, error: say, info: say },
    reread: () => state.reread(),
  });
  const running = async () => {
    const started = workers.start();
    fake.last.becomeReady();
    await until(() => fake.all.length === count);
    for (const worker of fake.all) worker.becomeReady();
    expect(await started).toBeUndefined();
  };
  return { clock, fake, workers, second, said, state, running };
}

test('the first worker comes up alone, then the others', async () => {
  const { fake, workers } = fixture();
  const started = workers.start();
  await Bun.sleep(0);
  expect(fake.all.length).toBe(1);
  fake.last.becomeReady();
  await until(() => fake.all.length === 3);
  expect(fake.all.map(({ place }) => place)).toEqual(
    [1, 2, 3].map((number) => ({ number, port: 7070 })),
  );
  for (const worker of fake.all) worker.becomeReady();
  expect(await started).toBeUndefined();
});

test('a worker that does not come up ends the start with its code', async () => {
  const { fake, workers } = fixture();
  const started = workers.start();
  fake.last.end(2);
  expect(await started).toBe(2);
  expect(fake.all.length).toBe(1);
});

test('a roll goes from worker to worker, one away at a time', async () => {
  const { fake, workers, said, running } = fixture();
  await running();
  const rolled = workers.roll();
  for (let turn = 0; turn < 3; turn += 1) {
    const old = fake.all[turn];
    await until(() => old?.told.length === 1);
    expect(fake.running.filter(({ told }) => told.length > 0)).toHaveLength(1);
    old?.end(0);
    await until(() => fake.all.length === 4 + turn);
    expect(fake.last.place.number).toBe(turn + 1);
    expect(fake.running.flatMap(({ told }) => told)).toEqual([]);
    fake.last.becomeReady();
  }
  await rolled;
  expect(said.at(-1)).toBe('rolling restart done');
  expect(fake.running).toHaveLength(3);
});

test('a roll ends with the first worker that does not come up: the others stay as they are', async () => {
  const { fake, workers, said, running } = fixture();
  await running();
  const rolled = workers.roll();
  fake.all[0]?.end(0);
  await until(() => fake.all.length === 4);
  fake.last.end(1);
  await rolled;
  expect(said).toContain('rolling restart ended early: a worker did not come up');
  expect(fake.all.slice(1, 3).flatMap(({ told }) => told)).toEqual([]);
});

test('no roll with settings that are not fit, nor beside another', async () => {
  const { fake, workers, said, state, running } = fixture();
  const early = workers.roll();
  await early;
  expect(said.at(-1)).toStartWith('rolling restart not begun');
  await running();
  const { reread } = state;
  state.reread = () => checkedConfig({ port: -1 });
  await workers.roll();
  expect(said.at(-1)).toBe('rolling restart not begun: the settings are not fit');
  state.reread = reread;
  void workers.roll();
  await workers.roll();
  expect(said.at(-1)).toStartWith('rolling restart not begun');
  expect(fake.all.flatMap(({ told }) => told)).toEqual(['stop']);
});

test('a stop in the middle of a roll ends all, and starts none', async () => {
  const { clock, fake, workers, running } = fixture();
  await running();
  const rolled = workers.roll();
  const stopped = workers.stop();
  for (const worker of fake.all) worker.end(0);
  await stopped;
  await rolled;
  expect([fake.all.length, clock.pendingTimers]).toEqual([3, 0]);
});

test('a second signal hurries all', async () => {
  const { fake, workers, second, running } = fixture();
  await running();
  const stopped = workers.stop();
  second.resolve('SIGTERM');
  await until(() => fake.all.every(({ told }) => told.at(-1) === 'hurry'));
  for (const worker of fake.all) worker.end(0);
  await stopped;
});
