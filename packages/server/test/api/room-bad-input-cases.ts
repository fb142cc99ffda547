import {
  type BadInput,
  type BadValue,
  booleanValues,
  content,
  limitValues,
  message,
  nameRule,
  titleValues,
  userValues,
} from './bad-values.ts';

export const roomRule = 'must look like room:NAME';
const attributeRule = 'must be 1 to 64 characters of A-Z a-z 0-9 _ . -';
const counterRule = 'must be 1 to 32 characters of A-Z a-z 0-9 _ . -';
const roleRule = 'expected one of "host"|"staff"|"follower"|"viewer"';

const deep = JSON.parse(`${'['.repeat(34)}${']'.repeat(34)}`);
const tier = { fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 0 };
const path = { room: 'room:r' };

const settings: Record<string, BadValue[]> = {
  name: titleValues,
  tier: [
    ['fast', 'expected object, received string'],
    [{ windowMs: -1 }, 'must be at least 0'],
    [{ windowMs: 10_001 }, 'must be at most 10000'],
    [{ flushItems: 1.5 }, 'expected int, received number'],
    [{ fromDevices: 5 }, 'is not an argument'],
  ],
  mutedAll: booleanValues,
  slowMs: [
    [-1, 'must be at least 0'],
    [31_536_000_001, 'must be at most 31536000000'],
  ],
  words: [
    ['bad', 'expected array, received string'],
    [[' '], 'must not be empty'],
    [['x'.repeat(65)], 'must have at most 64 characters'],
    [Array.from({ length: 1001 }, (_, i) => `w${i}`), 'must have at most 1000 items'],
  ],
  deviceLimit: [
    [0, 'must be at least 1'],
    [1_000_001, 'must be at most 1000000'],
  ],
  perSecond: [
    [0, 'must be at least 1'],
    ['5', 'expected number, received string'],
  ],
};

/** For every operation on rooms: each field of its body and query with values that must be refused. */
export const badRoomInputs: Readonly<Record<string, BadInput>> = {
  'POST /v1/rooms': {
    path: {},
    body: { room: 'room:new' },
    bodyFields: {
      room: [
        ['new', roomRule],
        ['group:g', roomRule],
      ],
      ...settings,
    },
  },
  'GET /v1/rooms': {
    path: {},
    queryFields: { limit: limitValues, offset: [['-1', 'must be at least 0']] },
  },
  'GET /v1/rooms/{room}': { path },
  'PATCH /v1/rooms/{room}': { path, body: {}, bodyFields: settings },
  'POST /v1/rooms/{room}/close': { path, body: {} },
  'GET /v1/rooms/{room}/stats': { path },
  'POST /v1/rooms/{room}/messages': {
    path,
    body: message,
    bodyFields: {
      ...content,
      class: [['loud', 'expected one of "reliable"|"best-effort"']],
      rank: [['star', 'expected one of "staff"|"gift"|"follower"|"viewer"']],
      activateAt: [
        [-1, 'must be at least 0'],
        ['soon', 'expected number, received string'],
      ],
      spreadMs: [
        [0, 'must be at least 1'],
        [600_001, 'must be at most 600000'],
      ],
    },
  },
  'POST /v1/rooms/verify': {
    path: {},
    body: { token: 'room:r 1 2 ann phone ticket' },
    bodyFields: {
      token: [
        ['', 'must have at least 1 characters'],
        ['x'.repeat(513), 'must have at most 512 characters'],
        [7, 'expected string, received number'],
      ],
    },
  },
  'GET /v1/rooms/{room}/attributes': { path },
  'PATCH /v1/rooms/{room}/attributes': {
    path,
    body: { set: { phase: 'sale' } },
    bodyFields: {
      from: userValues,
      set: [
        [7, 'expected record, received number'],
        [{ 'a b': 1 }, attributeRule],
        [{ phase: deep }, 'must not be nested deeper than 32 levels'],
      ],
      expect: [
        [{ phase: -1 }, 'must be at least 0'],
        [{ 'a b': 1 }, attributeRule],
      ],
    },
  },
  'GET /v1/rooms/{room}/counters': { path },
  'POST /v1/rooms/{room}/counters': {
    path,
    body: { add: { like: 1 } },
    bodyFields: {
      add: [
        [{ like: 0.5 }, 'expected int, received number'],
        [{ 'a b': 1 }, counterRule],
        [{}, 'must name a counter'],
      ],
    },
  },
  'GET /v1/rooms/{room}/members': { path },
  'GET /v1/rooms/{room}/roles': {
    path,
    queryFields: { limit: limitValues, after: [['a:b', nameRule]] },
  },
  'PUT /v1/rooms/{room}/roles/{user}': {
    path: { ...path, user: 'bob' },
    body: { role: 'host' },
    bodyFields: { role: [['boss', roleRule]] },
  },
  'POST /v1/rooms/{room}/moderation': {
    path,
    body: { action: 'mute', user: 'bob' },
    bodyFields: {
      from: userValues,
      action: [['shout', 'expected one of "mute"|"unmute"']],
      user: userValues,
      device: userValues,
      ms: [
        [-1, 'must be at least 1'],
        ['long', 'Invalid input'],
      ],
    },
  },
  'GET /v1/rooms/{room}/moderation': { path },
  'GET /v1/room-tiers': { path: {} },
  'PUT /v1/room-tiers': {
    path: {},
    body: { tiers: [tier] },
    bodyFields: {
      tiers: [
        [[], 'must have at least 1 items'],
        [tier, 'expected array, received object'],
        [[{ ...tier, fromDevices: 1 }], 'the first tier must begin at 0'],
        [[tier, tier], 'must be more than 0, where the tier before begins'],
        [[{ ...tier, windowMs: 10_001 }], 'must be at most 10000'],
      ],
    },
  },
};
