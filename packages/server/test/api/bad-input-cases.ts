/** A value that is refused, and what the message says of it. */
export type BadValue = [value: unknown, message: string];

export interface BadInput {
  /** Takes the place of the parameters in the path; they exist. */
  path: Record<string, string>;
  /** A body that is taken, but for the field under test. */
  body?: Record<string, unknown>;
  bodyFields?: Record<string, BadValue[]>;
  queryFields?: Record<string, BadValue[]>;
}

const nameRule = 'must be 1 to 64 characters of A-Z a-z 0-9 _ . @ -';
const groupRule = 'must look like group:NAME';
const conversationRule = 'must look like group:NAME or direct:USER:USER (users in order)';
const kindRule = 'must be text, item, image, link, notice, or custom:NAME';
const long = 'x'.repeat(129);

const notText: BadValue = [7, 'expected string, received number'];
const userValues: BadValue[] = [
  ['a:b', nameRule],
  ['', nameRule],
  [null, 'expected string, received null'],
];
const titleValues: BadValue[] = [
  [long, 'must have at most 128 characters'],
  ['', 'must have at least 1 characters'],
  notText,
];
const usersValues: BadValue[] = [
  ['bob', 'expected array, received string'],
  [['a:b'], nameRule],
];
const someUsers: BadValue[] = [...usersValues, [[], 'must have at least 1 items']];
const manyUsers: BadValue = [
  Array.from({ length: 501 }, (_, i) => `u${i}`),
  'must have at most 500 items',
];
const booleanValues: BadValue[] = [['yes', 'expected boolean, received string']];
const limitValues: BadValue[] = [
  ['0', 'must be at least 1'],
  ['501', 'must be at most 500'],
  ['ten', 'expected number, received NaN'],
];
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
const content = {
  from: userValues,
  kind: [['song', kindRule], notText] as BadValue[],
  body: [
    ['hi', 'expected record, received string'],
    [{ text: '' }, 'must have at least 1 characters'],
    [{ text: 'hi', colour: 'red' }, 'is not an argument'],
  ] as BadValue[],
  clientId: userValues,
};
const message = { kind: 'text', body: { text: 'hi' } };

/** For every operation: each field of its body and query with values that must be refused. */
export const badInputs: Readonly<Record<string, BadInput>> = {
  'POST /v1/tokens': { path: {}, body: { user: 'bob' }, bodyFields: token },
  'POST /v1/dev/token': {
    path: {},
    body: { user: 'bob' },
    bodyFields: { ...token, app: [['No App', 'must be 1 to 32 characters of a-z 0-9 -']] },
  },
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
};

/** For each path parameter a value that is refused. */
export const badPaths: Readonly<Record<string, BadValue>> = {
  user: ['a:b', nameRule],
  device: ['a:b', nameRule],
  group: ['lobby', groupRule],
  conversation: ['lobby', conversationRule],
};
