import { expect, test } from 'bun:test';
import { decodeSpreadToken } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import { judgeTokens, SpreadTokens } from './spread-tokens.ts';

const room = 'room:a';
const device = { user: 'ann', name: 'd-ann' } as Device;
const place = { room, epoch: 2, syncId: 9, command: { at: 1, spreadMs: 5000 } };

function tokens(): SpreadTokens {
  const made = new SpreadTokens();
  made.entered(device, 't1');
  made.show({ device, ...place });
  made.show({ device: { user: 'eve', name: 'd-eve' } as Device, ...place });
  return made;
}

const api = (answer: object | Error) => ({
  post: <T>(_path: string, _body: unknown) =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T),
});

test('a token names place, device and ticket; devices without a ticket show none', () => {
  const { shown } = tokens();
  expect(shown.map(({ token }) => decodeSpreadToken(token))).toEqual([
    { room, epoch: 2, syncId: 9, user: 'ann', device: 'd-ann', ticket: 't1' },
  ]);
});

test('a token that is refused, of somebody else or early is not good', async () => {
  const { shown } = tokens();
  const good = { user: 'ann', room, early: false };
  expect(await judgeTokens(api(good), shown)).toMatchObject({ name: 'tokens', ok: true });
  const bad = [
    { ...good, early: true },
    { ...good, user: 'eve' },
    { ...good, room: 'room:b' },
  ];
  for (const answer of [...bad, new Error('answered 400')]) {
    expect(await judgeTokens(api(answer), shown)).toMatchObject({ ok: false });
  }
  expect(await judgeTokens(api(good), [])).toBeUndefined();
});
