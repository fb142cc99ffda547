import { expect, test } from 'bun:test';
import { type OpenTimeline, openMemoryTimeline } from '@eagre/server';
import { TimelineError } from '../../src/timeline/timeline.ts';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

const plain = { headers: { authorization: undefined } };

/** A store that can be broken. */
function brokenStore(state: { broken: boolean }): OpenTimeline {
  return async (options) => {
    const store = openMemoryTimeline(options);
    const check = () => {
      if (state.broken) throw new TimelineError('unavailable', 'the disk is gone');
    };
    const { conversations, commit } = store;
    store.conversations = async (...args) => {
      check();
      return conversations(...args);
    };
    store.commit = async (...args) => {
      check();
      return commit(...args);
    };
    return store;
  };
}

test('/healthz says that the process lives, without a key', async () => {
  await using node = await TestNode.start();
  const { status, body } = await node.call('GET', '/healthz', plain);
  expect([status, body]).toMatchObject([200, { status: 'alive', version: '0.1.0' }]);
});

test('/readyz says why not', async () => {
  const state = { broken: false };
  await using node = await TestNode.start({ openTimeline: brokenStore(state) });
  const ready = await node.call('GET', '/readyz', plain);
  expect([ready.status, ready.body]).toEqual([200, { ready: true, reasons: [] }]);
  state.broken = true;
  const broken = await node.call('GET', '/readyz', plain);
  expect([broken.status, broken.body]).toEqual([
    503,
    { ready: false, reasons: ['store: the disk is gone'] },
  ]);
});

test('a send while the store is gone is refused as temporary', async () => {
  const state = { broken: true };
  await using node = await TestNode.start({ openTimeline: brokenStore(state) });
  const body = { conversation: 'direct:ann:bob', kind: 'text', body: { text: 'hi' } };
  const refused = await node.call('POST', '/v1/messages', { body });
  expect([refused.status, refused.body['error']]).toMatchObject([
    503,
    { code: 'store_unavailable', temporary: true, retryAfterMs: 1000 },
  ]);
  expect(refused.headers.get('retry-after')).toBe('1');
});

test('an error that nobody expected is told as internal, with nothing of the inside', async () => {
  const openTimeline: OpenTimeline = async (options) => {
    const store = openMemoryTimeline(options);
    store.user = async () => {
      throw new Error('secret detail');
    };
    return store;
  };
  await using node = await TestNode.start({ openTimeline });
  const answer = await node.call('GET', '/v1/users/ann');
  expect([answer.status, answer.body['error']]).toMatchObject([
    500,
    { code: 'internal', temporary: true },
  ]);
  expect(JSON.stringify(answer.body)).not.toContain('secret detail');
});

test('/metrics counts what happened', async () => {
  await using node = await TestNode.start();
  await node.ok('POST', '/v1/groups', { group: 'group:g', members: ['ann'] });
  const ann = await TestDevice.open(node.url, await node.token('ann'), 'phone');
  const message = { conversation: 'group:g', kind: 'text', body: { text: 'hi' } };
  await ann.request('send', { ...message, clientId: 'c1' });
  await ann.request('send', { ...message, conversation: 'group:none', clientId: 'c2' });
  const { headers, body } = await node.call('GET', '/metrics', plain);
  expect(headers.get('content-type')).toStartWith('text/plain');
  const lines = String(body['text']).split('\n');
  const expected = [
    'eagre_info{version="0.1.0"} 1',
    'eagre_connections 1',
    'eagre_devices 1',
    'eagre_commands_total{command="connect",result="ok"} 1',
    'eagre_commands_total{command="send",result="ok"} 1',
    'eagre_commands_total{command="send",result="not_found"} 1',
    'eagre_send_seconds_count 1',
    'eagre_commits_total 2',
    'eagre_drops_total{reason="closed"} 0',
    'eagre_overload{cause="lag"} 0',
  ];
  for (const line of expected) expect(lines).toContain(line);
  for (const name of ['process_resident_memory_bytes', 'eagre_tail_bytes', 'eagre_batch_seconds']) {
    expect(lines.some((line) => new RegExp(`^${name} [0-9.e-]+$`).test(line))).toBe(true);
  }
  ann.close();
});

test('every metric has a meaning, and only those that end in _total are counters', async () => {
  await using node = await TestNode.start();
  const { body } = await node.call('GET', '/metrics', plain);
  const types = [...String(body['text']).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  expect(types.length).toBeGreaterThan(40);
  for (const [, name = '', type] of types) {
    expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
    expect(body['text']).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
  }
});

test('the page of the API needs nothing from elsewhere', async () => {
  await using node = await TestNode.start();
  const page = String((await node.call('GET', '/v1/docs', plain)).body['text']);
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
  expect(sources.length).toBe(3);
  for (const source of sources) {
    expect(source).toStartWith('/v1/docs/');
    const { status, body } = await node.call('GET', source, plain);
    expect([source, status]).toEqual([source, 200]);
    expect(String(body['text']).length).toBeGreaterThan(100);
  }
});
