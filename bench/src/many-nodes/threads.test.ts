import { expect, test } from 'bun:test';
import { type Thread, Threads } from './threads.ts';

function twoThreads() {
  const threads = new Threads();
  const [one, two] = [threads.start(), threads.start()];
  const log: string[] = [];
  const note = (name: string, thread: Thread) => () => {
    log.push(`${name} ${thread.monotonicMs()}`);
  };
  return { threads, one, two, log, note };
}

test('what is due while a thread works comes late there, and at its time on others', async () => {
  const { threads, one, two, log, note } = twoThreads();
  one.at(10, () => {
    one.spend(30);
    note('worked', one)();
  });
  one.at(20, note('late', one));
  two.at(20, note('in time', two));
  one.at(15, note('late, and asked for last', one));
  await threads.runTo(100);
  expect(log).toEqual(['worked 40', 'in time 20', 'late 40', 'late, and asked for last 40']);
  expect([one.busyMs, two.busyMs, threads.nowMs]).toEqual([30, 0, 100]);
});

test('equal times keep their order, cancelled ones do not come, promises come between', async () => {
  const { threads, one, log, note } = twoThreads();
  const cancelled = one.setTimer(5, note('never', one));
  one.setTimer(5, () => void Promise.resolve().then(note('promised', one)));
  one.setTimer(5, note('after', one));
  cancelled.cancel();
  await threads.runTo(4);
  expect(log).toEqual([]);
  await threads.runTo(5);
  expect(log).toEqual(['promised 5', 'after 5']);
});
