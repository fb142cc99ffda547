import { afterEach, expect, test } from 'bun:test';
import { limits } from '../limits.ts';
import { type Listener, listen, nodeHeader } from './listener-bun.ts';

let listener: Listener | undefined;
afterEach(() => listener?.stop(true));

function start(node?: string): string {
  listener = listen({
    gateway: { accepting: true, open: () => ({}) as never },
    limits,
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => Promise.resolve(new Response('ready')),
    ...(node === undefined ? {} : { node }),
  });
  return `http://127.0.0.1:${listener.port}`;
}

const upgrade = {
  headers: {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  },
};

test('a node among several tells its name with every answer, the handshake among them', async () => {
  const url = start('node-2');
  const answers = [await fetch(url), await fetch(`${url}/v1/connect`, upgrade)];
  expect(answers.map(({ status }) => status)).toEqual([200, 101]);
  expect(answers.map(({ headers }) => headers.get(nodeHeader))).toEqual(['node-2', 'node-2']);
});

test('a server alone does not', async () => {
  const url = start();
  const answers = [await fetch(url), await fetch(`${url}/v1/connect`, upgrade)];
  expect(answers.map(({ headers }) => headers.get(nodeHeader))).toEqual([null, null]);
});
