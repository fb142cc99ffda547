import { expect, test } from 'bun:test';
import { wireError } from '@eagre/protocol';
import { type AnswerParts, Requests } from './requests.ts';

function line() {
  const sent: { id: number; cmd: string }[] = [];
  const refused: string[] = [];
  const host = {
    user: 'u1',
    isOpen: true,
    sendFrame: (frame: string) => void sent.push(JSON.parse(frame)),
    refused: ({ code }: { code: string }) => void refused.push(code),
  };
  const requests = new Requests(host);
  const answer = (parts: object) => requests.answer(JSON.stringify(parts));
  return { requests, sent, refused, answer, host };
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

test('what became of a command is told: refused, lost on the way, or never sent', () => {
  const { requests, sent, answer, host } = line();
  const got: [string, AnswerParts['fate'], boolean | undefined][] = [];
  const call = (cmd: string) =>
    requests.call({ cmd }, ({ error, fate }) => got.push([cmd, fate, error?.temporary]));
  call('refused');
  answer({ id: 1, error: wireError('rate_limited', 'wait') });
  call('lost');
  requests.closed('the line is dead');
  host.isOpen = false;
  call('unsent');
  expect(got).toEqual([
    ['refused', undefined, true],
    ['lost', 'lost', true],
    ['unsent', 'unsent', true],
  ]);
  expect(sent.map(({ cmd }) => cmd)).toEqual(['refused', 'lost']);
});

test('commands without answers are bounded, and there is room again after answers', () => {
  const { requests, sent, answer } = line();
  let unsent = 0;
  const call = () =>
    requests.call({ cmd: 'a' }, ({ fate }) => {
      unsent += fate === 'unsent' ? 1 : 0;
    });
  for (let i = 0; i < 1030; i += 1) call();
  expect([requests.waiting, sent.length, unsent]).toEqual([1024, 1024, 6]);
  answer({ id: 1, ok: 1 });
  call();
  expect([requests.waiting, unsent]).toEqual([1024, 6]);
});

test('an answer to a command of the connection before reaches nobody', () => {
  const { requests, answer } = line();
  const got: unknown[] = [];
  requests.call({ cmd: 'a' }, ({ fate }) => got.push(fate));
  requests.closed('gone');
  requests.call({ cmd: 'b' }, ({ ok }) => got.push(ok));
  answer({ id: 1, ok: 'late' });
  answer({ id: 2, ok: 'b' });
  expect(got).toEqual(['lost', 'b']);
});
