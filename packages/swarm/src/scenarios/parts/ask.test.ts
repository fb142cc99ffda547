import { expect, test } from 'bun:test';
import type { Device } from '../../device/device.ts';
import type { AnswerParts } from '../../device/requests.ts';
import { ask } from './ask.ts';

const busy: AnswerParts = {
  error: { code: 'overloaded', message: 'later', temporary: true, retryAfterMs: 1 },
};
const never: AnswerParts = { error: { code: 'forbidden', message: 'no', temporary: false } };

function deviceThatSays(...answers: AnswerParts[]) {
  const device = {
    isOpen: true,
    calls: 0,
    call(_command: unknown, onAnswer: (answer: AnswerParts) => void) {
      device.calls += 1;
      queueMicrotask(() => onAnswer(answers.shift() ?? { ok: 'done' }));
    },
  };
  return device as unknown as Device & { isOpen: boolean; calls: number };
}

const command = { cmd: 'group.create' };
const signal = new AbortController().signal;

test('the first answer is the answer', async () => {
  expect(await ask<string>(deviceThatSays(), command, signal)).toEqual({
    ok: 'done',
    isRetry: false,
  });
});

test('it asks again while the server has too much to do, and says that it did', async () => {
  const device = deviceThatSays(busy, busy);
  expect(await ask<string>(device, command, signal)).toEqual({ ok: 'done', isRetry: true });
  expect(device.calls).toBe(3);
});

test('a refusal for good is not asked again', async () => {
  const device = deviceThatSays(never);
  expect((await ask(device, command, signal)).error?.code).toBe('forbidden');
  expect(device.calls).toBe(1);
});

test('without a connection it waits for one; that was no try', async () => {
  const device = deviceThatSays();
  Object.assign(device, { isOpen: false });
  const asked = ask<string>(device, command, signal);
  await Bun.sleep(10);
  expect(device.calls).toBe(0);
  Object.assign(device, { isOpen: true });
  expect(await asked).toEqual({ ok: 'done', isRetry: false });
});

test('a connection that the server does not know yet is asked again', async () => {
  const early: AnswerParts = {
    error: { code: 'not_connected', message: 'wait', temporary: false },
  };
  const device = deviceThatSays(early);
  expect(await ask<string>(device, command, signal)).toMatchObject({ ok: 'done' });
  expect(device.calls).toBe(2);
});

test('when the run ends it gives up, with what it was told last', async () => {
  const controller = new AbortController();
  controller.abort();
  const asked = await ask(deviceThatSays(busy), command, controller.signal);
  expect(asked.error?.code).toBe('overloaded');
});
