import { expect, test } from 'bun:test';
import { type AuditFilter, passes } from './audit-filter.ts';

const login = {
  id: 1,
  at: 0,
  node: 'n1',
  name: 'Lin',
  remote: '10.0.0.1',
  action: 'login',
  status: 200,
};
const change = {
  ...login,
  id: 2,
  node: 'n2',
  action: 'PATCH /v1/rooms/room:show1',
  app: 'shop',
  detail: '{"name":"Late show"}',
};
const all: AuditFilter = { kind: 'all', app: undefined, node: undefined, search: '' };
const found = (filter: Partial<AuditFilter>) =>
  [login, change].filter((entry) => passes(entry, { ...all, ...filter })).map(({ id }) => id);

test('without a wish everything is shown', () => {
  expect(found({})).toEqual([1, 2]);
});

test('changes are told from sign-ins', () => {
  expect(found({ kind: 'changes' })).toEqual([2]);
  expect(found({ kind: 'sessions' })).toEqual([1]);
});

test('an app or a node leaves out what is not theirs', () => {
  expect(found({ app: 'shop' })).toEqual([2]);
  expect(found({ node: 'n1' })).toEqual([1]);
});

test('all words have to be somewhere in the entry', () => {
  expect(found({ search: 'lin' })).toEqual([1, 2]);
  expect(found({ search: 'LATE patch' })).toEqual([2]);
  expect(found({ search: 'late login' })).toEqual([]);
  expect(found({ search: '10.0.0.1' })).toEqual([1, 2]);
});
