import { expect, test } from 'bun:test';
import { upgradeAnswer, upgradeRequest } from './handshake.ts';

const request = Buffer.from(upgradeRequest('shop.test', '/v1/connect')).toString();
const key = /Sec-WebSocket-Key: (\S+)/.exec(request)?.[1] ?? '';
const salt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const accept = new Bun.CryptoHasher('sha1').update(key + salt).digest('base64');

function answer(...headers: string[]): Uint8Array {
  const lines = ['HTTP/1.1 101 Switching Protocols', `sec-websocket-accept: ${accept}`, ...headers];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

test('the node of a cluster is told by a header, in whatever letters', () => {
  expect(upgradeAnswer(answer('Eagre-Node: node-2'))?.node).toBe('node-2');
  expect(upgradeAnswer(answer('eagre-node:n'))?.node).toBe('n');
  expect(upgradeAnswer(answer('x-eagre-node: n'))?.node).toBe('');
});

test('the head ends where the frames begin', () => {
  const head = answer('a: b');
  expect(upgradeAnswer(Buffer.concat([head, Buffer.from('rest')]))?.end).toBe(head.length);
  expect(upgradeAnswer(head.subarray(0, -1))).toBeUndefined();
});

test('a refusal and a wrong answer are errors', () => {
  expect(() => upgradeAnswer(Buffer.from('HTTP/1.1 503 No\r\n\r\n'))).toThrow('503 No');
  const wrong = answer().toString().replace(accept, 'x');
  expect(() => upgradeAnswer(Buffer.from(wrong))).toThrow('wrong Sec-WebSocket-Accept');
  expect(() => upgradeAnswer(new Uint8Array(20_000))).toThrow('no end');
});
