import { expect, test } from 'bun:test';
import { wireError } from '@eagre/protocol';
import { Requests } from './requests.ts';

function line() {
  const sent: { id: number; cmd: string }[] = [];
  const refused: string[] = [];
  const requests = new Requests(
    'u1',
    (frame) => void sent.push(JSON.parse(frame)),
    ({ code }) => void refused.push(code),
  );
  const answer = (parts: object) => requests.answer(JSON.stringify(parts));
  return { requests, sent, refused, answer };
}

test('each answer goes to whoever asked, once', () => {
  const { requests, sent, answer } = line();
  const got: unknown[] = [];
  requests.call({ cmd: 'a' }, ({ ok }) => got.push(['a', ok]));
  requests.call({ cmd: 'b' }, ({ ok }) => got.push(['b', ok]));
  expect(sent).toEqual([
    { id: 1, cmd: 'a' },
    { id: 2, cmd: 'b' },
  ]);
  answer({ id: 2, ok: 20 });
  answer({ id: 2, ok: 21 });
  answer({ id: 1, ok: 10 });
  expect(got).toEqual([
    ['b', 20],
    ['a', 10],
  ]);
  expect(requests.waiting).toBe(0);
});

test('refusals are told, and a close answers everything that waits', async () => {
  const { requests, refused, answer } = line();
  const first = requests.request({ cmd: 'a' });
  answer({ id: 1, error: wireError('forbidden', 'no') });
  expect(first).rejects.toThrow('a of u1: forbidden: no');
  expect(refused).toEqual(['forbidden']);
  const second = requests.request({ cmd: 'b' });
  requests.closed('the line is dead');
  expect(second).rejects.toThrow('the line is dead');
});

test('a command that is refused for a while is sent again, one that never may is not', async () => {
  const { requests, sent, answer } = line();
  const taken = requests.untilTaken({ cmd: 'a' }, () => true);
  answer({ id: 1, error: wireError('overloaded', 'wait', { retryAfterMs: 1 }) });
  while (sent.length < 2) await Bun.sleep(1);
  answer({ id: 2, ok: 'in' });
  expect(await taken).toBe('in');
  const never = requests.untilTaken({ cmd: 'b' }, () => true);
  answer({ id: 3, error: wireError('forbidden', 'no') });
  expect(never).rejects.toThrow('forbidden');
  const closed = requests.untilTaken({ cmd: 'c' }, () => false);
  answer({ id: 4, error: wireError('overloaded', 'wait', { retryAfterMs: 1 }) });
  expect(closed).rejects.toThrow('overloaded');
});
