import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { ClusterHub } from '../bus/test/cluster-hub.ts';
import { limits } from '../limits.ts';
import { type Answers, Questions } from './questions.ts';

const textsOf = ({ all }: Answers<string>) => all.map(({ answer }) => answer);

/** Nodes that answer with their name and what they were asked. */
function nodes(names: readonly string[], known = names) {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const reported: unknown[] = [];
  const made = names.map(
    (node) =>
      new Questions<number, string>({
        node,
        bus: hub.at(node),
        clock,
        limits,
        others: () => known.filter((name) => name !== node),
        answer: (number) => {
          if (number < 0) throw new Error('what?');
          return `${node} ${number}`;
        },
        report: (error) => reported.push(error),
      }),
  );
  return { hub, clock, reported, asker: made[0] as Questions<number, string>, made };
}

test('all known nodes answer, without waiting', async () => {
  const { asker, clock } = nodes(['a', 'b', 'c']);
  const both = await Promise.all([asker.ask(1), asker.ask(2)]);
  expect(both.map(textsOf)).toEqual([
    ['a 1', 'b 1', 'c 1'],
    ['a 2', 'b 2', 'c 2'],
  ]);
  expect(clock.pendingTimers).toBe(0);
});

test('a node that does not answer is waited for, but not for long', async () => {
  const { asker, clock } = nodes(['a', 'b'], ['a', 'b', 'gone']);
  const asked = asker.ask(1);
  let answers: Answers<string> | undefined;
  void asked.then((found) => {
    answers = found;
  });
  await clock.advance(limits.nodeAnswerMs - 1);
  expect(answers).toBeUndefined();
  await clock.advance(1);
  expect(await asked).toEqual({
    all: [
      { node: 'a', answer: 'a 1' },
      { node: 'b', answer: 'b 1' },
    ],
    missing: ['gone'],
  });
});

test('alone, or cut off, a node answers itself', async () => {
  const { asker, hub } = nodes(['a', 'b']);
  hub.cut('a');
  const own = (answer: string) => [{ node: 'a', answer }];
  expect(await asker.ask(3)).toEqual({ all: own('a 3'), missing: ['b'] });
  expect(await nodes(['a']).asker.ask(4)).toEqual({ all: own('a 4'), missing: [] });
});

test('an answer counts once, and only for its question', async () => {
  const { asker, hub, clock } = nodes(['a'], ['a', 'b']);
  const line = hub.at('b');
  const heard: string[] = [];
  const asked = asker.ask(1, ({ node, answer }) => heard.push(`${node}: ${answer}`));
  line.publish('#node:a', { type: 'answer', node: 'b', id: 99, answer: '"late"' });
  line.publish('#node:a', { type: 'answer', node: 'x', id: 1, answer: '"stranger"' });
  line.publish('#node:a', { type: 'answer', node: 'b', id: 1, answer: '"right"' });
  line.publish('#node:a', { type: 'answer', node: 'b', id: 1, answer: '"again"' });
  // Told as it comes, not when all have answered.
  expect(heard).toEqual(['b: right']);
  expect(textsOf(await asked)).toEqual(['a 1', 'right']);
  expect(clock.pendingTimers).toBe(0);
});

test('what a node cannot answer is reported there; closing ends what waits', async () => {
  const { made, reported, clock } = nodes(['a', 'b']);
  const [, b] = made as [Questions<number, string>, Questions<number, string>];
  b.close();
  const asked = made[0]?.ask(5);
  made[0]?.close();
  expect(textsOf((await asked) as Answers<string>)).toEqual(['a 5']);
  expect(clock.pendingTimers).toBe(0);
  const bad = nodes(['a', 'b']);
  bad.hub.at('c').publish('#nodes', { type: 'ask', node: 'c', id: 1, question: '-1' });
  expect(bad.reported).toHaveLength(2);
  expect(reported).toEqual([]);
});
