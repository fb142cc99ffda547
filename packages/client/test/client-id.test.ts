import { expect, test } from 'bun:test';
import { requestSchemas } from '@eagre/protocol';
import { realRandom } from '@eagre/protocol/random';
import { newClientId } from '../src/send/client-id.ts';

const at = (ms: number) => ({ now: () => ms }) as Parameters<typeof newClientId>[0];
const newYear = Date.UTC(2026, 0, 1);

test('client ids of one moment begin alike and differ all the same', () => {
  const ids = Array.from({ length: 1_000 }, () => newClientId(at(newYear + 0.25), realRandom));
  const time = newYear.toString(36);
  expect(new Set(ids.map((id) => id.slice(0, time.length + 1)))).toEqual(new Set([`${time}-`]));
  expect(new Set(ids).size).toBe(1_000);
});

test('later ones sort later, and a server takes all of them', () => {
  const times = [newYear, newYear + 1, newYear + 86_400_000, Date.UTC(2058, 0, 1)];
  const ids = times.map((ms) => newClientId(at(ms), realRandom));
  expect(ids.toSorted()).toEqual(ids);
  const message = {
    cmd: 'send',
    id: 1,
    conversation: 'group:g',
    kind: 'text',
    body: { text: 'x' },
  };
  for (const clientId of [
    ...ids,
    newClientId(at(0), realRandom),
    newClientId(at(-5), realRandom),
  ]) {
    const { success } = requestSchemas.send.safeParse({ ...message, clientId });
    expect([clientId, success]).toEqual([clientId, true]);
  }
});
