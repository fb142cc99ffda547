import { expect, test } from 'bun:test';
import { wireError } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import { Ledger } from './ledger.ts';
import { Puller } from './puller.ts';
import { QueueFollower } from './queue-follower.ts';
import type { AnswerParts, Command, OnAnswer } from './requests.ts';

function setup() {
  const asked: { queue: string; from: number }[][] = [];
  const answers: OnAnswer[] = [];
  const fleet = { pulls: 0, ledger: new Ledger() };
  const left = new Set<QueueFollower>();
  const puller = new Puller(
    {
      user: 'u',
      follows: (follower) => !left.has(follower),
      call: (command: Command, onAnswer: OnAnswer) => {
        asked.push(command['ranges'] as { queue: string; from: number }[]);
        answers.push(onAnswer);
      },
    },
    fleet,
  );
  const host = {
    pull: (follower: QueueFollower) => puller.want(follower),
    handOver() {},
    gap() {},
  };
  const follower = (queue: string, head: number) => {
    const one = new QueueFollower(host, queue, 1, 0, head);
    one.pullOn();
    return one;
  };
  const answer = (parts: AnswerParts) => answers.shift()?.(parts);
  return { asked, fleet, follower, answer, left };
}

const entry = { type: 'message', from: 'x', at: 1, kind: 'text', body: {} };
const range = (queue: string, from: number, count: number, head: number) => {
  return { queue, epoch: 1, head, from, items: Array.from({ length: count }, () => entry) };
};
const names = (ranges: { queue: string; from: number }[] | undefined) =>
  ranges?.map(({ queue, from }) => `${queue}${from}`).join(' ');

test('one command at a time asks for all that is missing meanwhile', () => {
  const { asked, fleet, follower, answer } = setup();
  const [a, b, c] = ['a', 'b', 'c'].map((queue) => follower(queue, 4));
  expect(asked.map(names)).toEqual(['a0']);
  answer({ ok: { ranges: [range('a', 0, 4, 4)] } });
  expect(names(asked[1])).toBe('b0 c0');
  answer({ ok: { ranges: [range('b', 0, 2, 4), range('c', 0, 0, 4)] } });
  expect(names(asked[2])).toBe('b2 c0');
  answer({ ok: { ranges: [range('b', 2, 2, 4), range('c', 0, 4, 4)] } });
  expect([a, b, c].map((one) => one?.isBehind)).toEqual([false, false, false]);
  expect([fleet.pulls, fleet.ledger.faults]).toEqual([5, []]);
});

test('a refusal for a while, of all or of one range, is asked again when the server says', async () => {
  const { asked, fleet, follower, answer } = setup();
  const one = follower('a', 4);
  const error = wireError('overloaded', 'wait', { retryAfterMs: 1 });
  answer({ error });
  await until(() => asked.length === 2, { what: 'the second pull' });
  answer({ ok: { ranges: [{ queue: 'a', error }] } });
  await until(() => asked.length === 3, { what: 'the third pull' });
  answer({ ok: { ranges: [range('a', 0, 4, 4)] } });
  expect([one.isBehind, fleet.ledger.faults]).toEqual([false, []]);
});

test('a lost connection ends it without a word; the next connect goes on', () => {
  const { asked, fleet, follower, answer } = setup();
  const one = follower('a', 4);
  answer({ error: wireError('internal', 'gone'), fate: 'lost' });
  expect(asked.length).toBe(1);
  one.headIs(5);
  expect([names(asked[1]), fleet.ledger.faults]).toEqual(['a0', []]);
});

test('what can not be had is a fault, unless the user has left', async () => {
  const { fleet, follower, answer, left } = setup();
  const [a, b] = [follower('a', 4), follower('b', 4)];
  const error = wireError('not_member', 'you are no member');
  answer({ ok: { ranges: [{ queue: 'a', error }] } });
  answer({ ok: { ranges: [{ queue: 'b', error }] } });
  left.add(b);
  expect([a.isBehind, b.isBehind]).toEqual([false, false]);
  await until(() => fleet.ledger.faultCount > 0, { what: 'the fault' });
  await Bun.sleep(20);
  expect(fleet.ledger.faults).toEqual(['u: pull of a refused: you are no member']);
});

test('a server that gives nothing of what it says to have is not asked for ever', () => {
  const { asked, fleet, follower, answer } = setup();
  const one = follower('a', 4);
  answer({ ok: { ranges: [range('a', 0, 0, 4)] } });
  expect([asked.length, one.isBehind]).toEqual([1, false]);
  expect(fleet.ledger.faults).toEqual(['u: pull of a brought nothing of 0 to 4']);
});
