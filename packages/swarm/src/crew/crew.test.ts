import { expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { Json } from '../engine/json.ts';
import { Crew } from './crew.ts';
import type { FromWorker, Order, ToWorker, WorkerHandle } from './messages.ts';

/** A process of the load that does as the test says. */
class FakeWorker implements WorkerHandle {
  readonly told: ToWorker[] = [];
  readonly #gone = Promise.withResolvers<void>();
  isKilled = false;
  /** False: hangs, and has to be killed. */
  obeys = true;
  say: (message: FromWorker) => void = () => {};
  end: (why: string) => void = () => {};

  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  send(message: ToWorker): void {
    this.told.push(message);
    if (message.type === 'close' && this.obeys) this.#gone.resolve();
  }

  listen(onMessage: (message: FromWorker) => void, onGone: (why: string) => void): void {
    this.say = onMessage;
    this.end = onGone;
  }

  kill(): void {
    this.isKilled = true;
    this.#gone.resolve();
  }

  count(type: ToWorker['type']): number {
    return this.told.filter((message) => message.type === type).length;
  }
}

function crewOf(
  size: number,
  answer: (values: readonly (Json | undefined)[]) => Json = () => null,
) {
  const workers = Array.from({ length: size }, () => new FakeWorker());
  const progress: [string, number | undefined][] = [];
  const crew = new Crew(workers, {
    sample: () => {},
    progress: (label, fraction) => progress.push([label, fraction]),
    sync: async (_name, values) => answer(values),
  });
  return { crew, workers: workers as [FakeWorker, FakeWorker], progress };
}

const order = { scenario: 'x' } as unknown as Omit<Order, 'share'>;

test('each process gets its share, and the run is over when all have run', async () => {
  const { crew, workers } = crewOf(2);
  let isOver = false;
  const run = crew.run(order).then(() => {
    isOver = true;
  });
  expect(workers.map(({ told }) => told[0])).toEqual([
    { type: 'start', order: { ...order, share: { index: 0, of: 2 } } },
    { type: 'start', order: { ...order, share: { index: 1, of: 2 } } },
  ]);
  workers[0].say({ type: 'ran' });
  await Bun.sleep(0);
  expect(isOver).toBe(false);
  workers[1].say({ type: 'ran' });
  await run;
});

test('a meeting is over when all are there, values in the order of the processes', async () => {
  const { workers } = crewOf(2, (values) => [...values].map((value) => value ?? null));
  workers[1].say({ type: 'sync', name: 'ready', value: 'b' });
  await Bun.sleep(0);
  expect(workers[1].count('go')).toBe(0);
  workers[0].say({ type: 'sync', name: 'ready', value: 'a' });
  await until(() => workers[0].count('go') === 1 && workers[1].count('go') === 1);
  expect(workers[0].told.at(-1)).toEqual({ type: 'go', name: 'ready', value: ['a', 'b'] });
  workers[0].say({ type: 'sync', name: 'ready', value: 1 });
  workers[1].say({ type: 'sync', name: 'ready', value: 2 });
  await until(() => workers[0].count('go') === 2);
  expect(workers[1].told.at(-1)).toEqual({ type: 'go', name: 'ready', value: [1, 2] });
});

test('the slowest tells how far it is', () => {
  const { workers, progress } = crewOf(2);
  workers[1].say({ type: 'progress', label: 'b', fraction: 0.2 });
  workers[0].say({ type: 'progress', label: 'a', fraction: 0.7 });
  workers[0].say({ type: 'progress', label: 'c' });
  expect(progress).toEqual([
    ['a', 0.2],
    ['c', undefined],
  ]);
});

test('one that fails, or ends by itself, ends the run of all', async () => {
  const failing = crewOf(2);
  const run = failing.crew.run(order);
  failing.workers[1].say({ type: 'failed', message: 'no room' });
  expect(run).rejects.toThrow('no room');
  expect(failing.workers[0].count('stop')).toBe(1);

  const dying = crewOf(2);
  const other = dying.crew.run(order);
  dying.workers[0].end('ended with code 137 (SIGKILL)');
  expect(other).rejects.toThrow('process 0 of the load ended with code 137 (SIGKILL)');
});

test('a controller that does not know what to say ends the run', async () => {
  const { crew, workers } = crewOf(1, () => {
    throw new Error('nothing to say');
  });
  const run = crew.run(order);
  (workers as FakeWorker[])[0]?.say({ type: 'sync', name: 'x', value: undefined });
  expect(run).rejects.toThrow('nothing to say');
});

test('what was found comes from all', async () => {
  const { crew, workers } = crewOf(2);
  const found = crew.collect();
  const findings = (connected: number) => ({ connected }) as never;
  workers[0].say({ type: 'findings', findings: findings(1) });
  workers[1].say({ type: 'findings', findings: findings(2) });
  expect((await found).map(({ connected }) => connected)).toEqual([1, 2]);
});

test('one that does not go is killed, and its end is no failure', async () => {
  const { crew, workers } = crewOf(2);
  workers[1].obeys = false;
  await crew.close(20);
  expect(workers.map(({ isKilled }) => isKilled)).toEqual([false, true]);
});
