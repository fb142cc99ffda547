import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { ConsoleError } from './console-error.ts';
import { Poller } from './poller.ts';

function fixture(everyMs: number | undefined = 1_000) {
  const clock = new FakeClock();
  const page = { hidden: false, change: () => {}, watched: 0 };
  const state = {
    runs: 0,
    errors: [] as string[],
    /** What the next answers are; the last one stays. */
    answer: async (_: AbortSignal): Promise<boolean> => false,
  };
  const poller = new Poller({
    clock,
    everyMs,
    visibility: {
      isHidden: () => page.hidden,
      onChange(fn) {
        page.change = fn;
        page.watched += 1;
        return () => {
          page.watched -= 1;
        };
      },
    },
    run: (signal) => {
      state.runs += 1;
      return state.answer(signal);
    },
    onError: ({ code }) => state.errors.push(code),
  });
  const hide = (hidden: boolean) => {
    page.hidden = hidden;
    page.change();
  };
  return { clock, page, state, poller, hide };
}

test('it asks at once and then an interval after each answer', async () => {
  const { clock, state, poller } = fixture();
  poller.start();
  await clock.advance(3_500);
  expect(state.runs).toBe(4);
  poller.stop();
  await clock.advance(10_000);
  expect(state.runs).toBe(4);
  expect(clock.pendingTimers).toBe(0);
});

test('while there is more it does not wait', async () => {
  const { clock, state, poller } = fixture();
  state.answer = async () => state.runs < 6;
  poller.start();
  await clock.advance(10);
  expect(state.runs).toBe(6);
});

test('failures are told and make it ask less often, up to a limit; success forgives', async () => {
  const { clock, state, poller } = fixture();
  const failing = () => Promise.reject(new ConsoleError('unreachable', 'no'));
  state.answer = failing;
  poller.start();
  await clock.advance(2_000 + 4_000 + 8_000);
  expect(state.runs).toBe(4);
  await clock.advance(15_999);
  expect(state.runs).toBe(4);
  await clock.advance(1 + 30_000 + 30_000);
  expect(state.runs).toBe(7);
  expect(state.errors).toHaveLength(7);
  state.answer = async () => false;
  await clock.advance(30_000 + 2_000);
  expect(state.runs).toBe(10);
  state.answer = failing;
  await clock.advance(1_000 + 2_000);
  expect(state.runs).toBe(12);
});

test('a server that says when to come again is believed', async () => {
  const { clock, state, poller } = fixture();
  state.answer = () =>
    Promise.reject(new ConsoleError('rate_limited', 'no', { retryAfterMs: 60_000 }));
  poller.start();
  await clock.advance(59_000);
  expect(state.runs).toBe(1);
  await clock.advance(1_500);
  expect(state.runs).toBe(2);
});

test('while nobody sees the page it rests; seen again it asks at once', async () => {
  const { clock, state, poller, hide } = fixture();
  poller.start();
  await clock.advance(500);
  hide(true);
  await clock.advance(60_000);
  expect(state.runs).toBe(1);
  hide(false);
  await clock.advance(0);
  expect(state.runs).toBe(2);
});

test('an answer that comes while hidden starts no timer', async () => {
  const { clock, state, poller, hide } = fixture();
  const coming = Promise.withResolvers<boolean>();
  state.answer = () => coming.promise;
  poller.start();
  hide(true);
  coming.resolve(false);
  await clock.advance(60_000);
  expect(state.runs).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test('whoever asks while an answer is awaited gets one that is newer', async () => {
  const { clock, state, poller } = fixture(60_000);
  const first = Promise.withResolvers<boolean>();
  state.answer = () => first.promise;
  poller.start();
  poller.now();
  poller.now();
  expect(state.runs).toBe(1);
  state.answer = async () => false;
  first.resolve(false);
  await clock.advance(0);
  expect(state.runs).toBe(2);
  await clock.advance(59_000);
  expect(state.runs).toBe(2);
});

test('without an interval it asks once, a failure again, and whoever comes back to the page sees the same', async () => {
  const { clock, state, poller, hide } = fixture();
  poller.pace(undefined);
  state.answer = () => Promise.reject(new ConsoleError('unreachable', 'no'));
  poller.start();
  await clock.advance(4_000);
  expect(state.runs).toBe(2);
  state.answer = async () => false;
  await clock.advance(8_000);
  expect(state.runs).toBe(3);
  hide(true);
  hide(false);
  await clock.advance(60_000);
  expect(state.runs).toBe(3);
  expect(clock.pendingTimers).toBe(0);
});

test('a question that failed is asked again when the page is seen again', async () => {
  const { clock, state, poller, hide } = fixture();
  poller.pace(undefined);
  state.answer = () => Promise.reject(new ConsoleError('unreachable', 'no'));
  poller.start();
  await clock.advance(0);
  hide(true);
  await clock.advance(60_000);
  expect(state.runs).toBe(1);
  hide(false);
  await clock.advance(0);
  expect(state.runs).toBe(2);
});

test('a rest keeps what is known; the next interval begins with a question', async () => {
  const { clock, state, poller } = fixture();
  poller.start();
  await clock.advance(1_000);
  expect(state.runs).toBe(2);
  poller.pace(undefined);
  await clock.advance(60_000);
  expect(state.runs).toBe(2);
  poller.pace(2_000);
  await clock.advance(2_000);
  expect(state.runs).toBe(4);
});

test('a rest holds for an answer that is under way', async () => {
  const { clock, state, poller } = fixture();
  const coming = Promise.withResolvers<boolean>();
  state.answer = () => coming.promise;
  poller.start();
  poller.pace(undefined);
  coming.resolve(false);
  await clock.advance(60_000);
  expect(state.runs).toBe(1);
});

test('stopping takes the question back, says nothing of it and stops watching', async () => {
  const { clock, page, state, poller } = fixture();
  let taken = false;
  state.answer = (signal) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        taken = true;
        reject(new Error('taken back'));
      }),
    );
  poller.start();
  poller.stop();
  poller.now();
  await clock.advance(60_000);
  expect({ taken, runs: state.runs, errors: state.errors, watched: page.watched }).toEqual({
    taken: true,
    runs: 1,
    errors: [],
    watched: 0,
  });
});
