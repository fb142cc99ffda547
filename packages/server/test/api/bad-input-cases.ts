import {
  type BadInput,
  type BadValue,
  booleanValues,
  content,
  conversationRule,
  groupRule,
  limitValues,
  manyUsers,
  message,
  nameRule,
  someUsers,
  titleValues,
  usersValues,
  userValues,
} from './bad-values.ts';
import { badRoomInputs, roomRule } from './room-bad-input-cases.ts';

const token = {
  user: userValues,
  device: userValues,
  maxDevices: [
    [0, 'must be at least 1'],
    [1.5, 'expected int, received number'],
  ] as BadValue[],
  ttlSeconds: [
    [0, 'must be at least 1'],
    [2_592_001, 'must be at most 2592000'],
  ] as BadValue[],
};
const appValues: BadValue[] = [['No App', 'must be 1 to 32 characters of a-z 0-9 -']];
const groupSettings = {
  name: titleValues,
  open: booleanValues,
  priority: [['urgent', 'expected one of "critical"|"high"|"normal"|"low"']] as BadValue[],
  policy: [['push', 'expected one of "auto"|"read"|"write"']] as BadValue[],
  memberLimit: [
    [0, 'must be at least 1'],
    [501, 'must be at most 500'],
  ] as BadValue[],
};
/** For every operation: each field of its body and query with values that must be refused. */
export const badInputs: Readonly<Record<string, BadInput>> = {
  'POST /v1/tokens': { path: {}, body: { user: 'bob' }, bodyFields: token },
  'POST /v1/dev/token': {
    path: {},
    body: { user: 'bob' },
    bodyFields: { ...token, app: appValues },
  },
  'POST /v1/dev/room-host': {
    path: {},
    body: { room: 'room:bad', user: 'bob' },
    bodyFields: { room: [['lobby', roomRule]], user: userValues, app: appValues },
  },
  'POST /v1/dev/crowd': {
    path: {},
    body: { room: 'bad', devices: 1 },
    bodyFields: {
      room: [['no room', 'must be the name of a room']],
      devices: [
        [0, 'must be at least 1'],
        [10_001, 'must be at most 10000'],
      ],
      minutes: [
        [0, 'must be at least 1'],
        [61, 'must be at most 60'],
      ],
    },
  },
  'GET /v1/dev/crowd': { path: {} },
  'DELETE /v1/dev/crowd': { path: {} },
  'PUT /v1/users/{user}': { path: { user: 'bob' }, body: {}, bodyFields: { name: titleValues } },
  'GET /v1/users/{user}': { path: { user: 'bob' } },
  'PATCH /v1/users/{user}': {
    path: { user: 'bob' },
    body: {},
    bodyFields: { name: titleValues, disabled: booleanValues },
  },
  'GET /v1/users/{user}/conversations': {
    path: { user: 'bob' },
    queryFields: { limit: limitValues, offset: [['-1', 'must be at least 0']] },
  },
  'GET /v1/users/{user}/devices': { path: { user: 'bob' } },
  'DELETE /v1/users/{user}/devices': { path: { user: 'bob' } },
  'DELETE /v1/users/{user}/devices/{device}': { path: { user: 'bob', device: 'phone' } },
  'POST /v1/groups': {
    path: {},
    body: { group: 'group:new' },
    bodyFields: {
      group: [
        ['new', groupRule],
        ['direct:a:b', groupRule],
      ],
      owner: userValues,
      members: [...usersValues, manyUsers],
      ...groupSettings,
    },
  },
  'GET /v1/groups/{group}': { path: { group: 'group:g' } },
  'PATCH /v1/groups/{group}': { path: { group: 'group:g' }, body: {}, bodyFields: groupSettings },
  'DELETE /v1/groups/{group}': { path: { group: 'group:g' } },
  'GET /v1/groups/{group}/members': {
    path: { group: 'group:g' },
    queryFields: { limit: limitValues, after: [['a:b', nameRule]] },
  },
  'POST /v1/groups/{group}/members': {
    path: { group: 'group:g' },
    body: { users: ['eve'] },
    bodyFields: { users: [...someUsers, manyUsers] },
  },
  'POST /v1/groups/{group}/members/remove': {
    path: { group: 'group:g' },
    body: { users: ['eve'] },
    bodyFields: { users: [...someUsers, manyUsers] },
  },
  'PATCH /v1/groups/{group}/members/{user}': {
    path: { group: 'group:g', user: 'bob' },
    body: { role: 'admin' },
    bodyFields: {
      role: [['boss', 'expected one of "owner"|"admin"|"member"']],
    },
  },
  'DELETE /v1/groups/{group}/members/{user}': { path: { group: 'group:g', user: 'bob' } },
  'POST /v1/messages': {
    path: {},
    body: { conversation: 'group:g', ...message },
    bodyFields: {
      conversation: [
        ['g', conversationRule],
        ['direct:bob:ann', 'must name its users in order'],
      ],
      personalTo: userValues,
      ...content,
    },
  },
  'POST /v1/broadcast': {
    path: {},
    body: { conversations: ['group:g'], ...message },
    bodyFields: {
      conversations: [
        [['g'], conversationRule],
        [[], 'must have at least 1 items'],
        [['group:g', 'group:g'], 'group:g is there twice'],
        [Array.from({ length: 501 }, (_, i) => `group:${i}`), 'must have at most 500 items'],
      ],
      ...content,
    },
  },
  'GET /v1/conversations': {
    path: {},
    queryFields: { limit: limitValues, after: [['g', conversationRule]] },
  },
  'GET /v1/conversations/{conversation}/history': {
    path: { conversation: 'group:g' },
    queryFields: {
      before: [
        ['0', 'must be at least 1'],
        ['x', 'expected number, received NaN'],
      ],
      limit: [['201', 'must be at most 200']],
      as: [['a:b', nameRule]],
    },
  },
  'GET /v1/conversations/{conversation}/reads': {
    path: { conversation: 'group:g' },
    queryFields: { limit: limitValues },
  },
  ...badRoomInputs,
};

/** For each path parameter a value that is refused. */
export const badPaths: Readonly<Record<string, BadValue>> = {
  user: ['a:b', nameRule],
  device: ['a:b', nameRule],
  group: ['lobby', groupRule],
  conversation: ['lobby', conversationRule],
  room: ['lobby', roomRule],
};
