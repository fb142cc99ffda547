import { expect, test } from 'bun:test';
import { isOfKind } from './queue-kinds.ts';

test('queues of users and of conversations are told apart', () => {
  const queues = ['group:user', 'user:u1', 'room:show1'];
  const of = (kind: Parameters<typeof isOfKind>[1]) => queues.filter((one) => isOfKind(one, kind));
  expect(of('all')).toEqual(queues);
  expect(of('users')).toEqual(['user:u1']);
  expect(of('conversations')).toEqual(['group:user', 'room:show1']);
});
