import { expect, test } from 'bun:test';
import type { AppId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { userKey, userQueueKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import { connectReads } from './connect-reads.ts';
import type { Row } from './link-types.ts';

const app = 'shop' as AppId;
const devices = Array.from({ length: 500 }, (_, i) => `u${i}` as UserId);

/** A server that answers when it is told to, and knows none of the users. */
function reading() {
  const clock = new FakeClock();
  const statements: string[] = [];
  let answers: (() => void)[] = [];
  const read = (statement: { name: string }, parameters: readonly unknown[] = []) => {
    statements.push(statement.name);
    const first = String(parameters[0]).split(',');
    const rows: Row[] = statement.name === 'memberships' ? [] : first.map(() => [null, 0, 0]);
    const ranges: Row[] = first.map((_, i) => [i + 1, 1, 1, 0, 'entry']);
    return new Promise<Row[]>((resolve) => {
      answers.push(() => resolve(statement.name === 'ranges' ? ranges : rows));
    });
  };
  const answerAll = async () => {
    while (answers.length > 0) {
      for (const answer of answers.splice(0)) answer();
      await clock.advance(0);
    }
    answers = [];
  };
  return { reads: connectReads({ read }, { clock, limits }), statements, answerAll, clock };
}

test('a storm of devices costs a statement for each hundred of them', async () => {
  const { reads, statements, answerAll, clock } = reading();
  const all = Promise.all(
    devices.map((user) => {
      const queue = userQueueKey(app, user);
      return Promise.all([
        reads.users.one(userKey(app, user)),
        reads.memberships.one(userKey(app, user)),
        reads.heads.one(queue),
        reads.ranges.one({ queue, after: 0, to: 1, limit: 1, bytes: 1000 }),
      ]);
    }),
  );
  await answerAll();
  const results = await all;
  expect(results).toHaveLength(devices.length);
  expect(results.at(-1)?.slice(0, 2)).toEqual([undefined, []]);
  expect(results.at(-1)?.[3].entries).toEqual(['entry']);
  const count = (name: string) => statements.filter((one) => one === name).length;
  const most = Math.ceil(devices.length / limits.postgresReadItems) + 1;
  for (const name of ['users', 'memberships', 'heads']) expect(count(name)).toBe(most);
  expect(count('ranges')).toBe(most + limits.postgresReaders - 1);
  expect(clock.pendingTimers).toBe(0);
});

test('long ranges go by themselves and hold nobody up', async () => {
  const { reads, statements, answerAll } = reading();
  const asked = devices.slice(0, 20).map((user) => {
    const queue = userQueueKey(app, user);
    return reads.ranges.one({ queue, after: 0, limit: 512, bytes: 1000 });
  });
  expect(statements).toHaveLength(20);
  await answerAll();
  expect(await Promise.all(asked)).toHaveLength(20);
});
