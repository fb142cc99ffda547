import { expect, test } from 'bun:test';
import type { WebSocketLike } from '@eagre/client';
import { Line } from './line.ts';

class Inner implements WebSocketLike {
  static all: Inner[] = [];
  binaryType = 'blob';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  sent: string[] = [];
  closes = 0;
  constructor() {
    Inner.all.push(this);
  }
  send(data: string): void {
    this.sent.push(data);
  }
  close(): void {
    this.closes += 1;
  }
}

function opened() {
  Inner.all = [];
  const line = new Line(Inner);
  const codes: number[] = [];
  const heard: unknown[] = [];
  const open = () => {
    const socket = new line.webSocket('ws://shop', []);
    socket.onclose = ({ code }) => codes.push(code);
    socket.onmessage = ({ data }) => heard.push(data);
    return socket;
  };
  return { line, open, codes, heard };
}

test('passes frames on, and counts them', () => {
  const { line, open, heard } = opened();
  const socket = open();
  socket.binaryType = 'arraybuffer';
  socket.send('hello');
  const inner = Inner.all[0] as Inner;
  inner.onmessage?.({ data: 'four' });
  inner.onmessage?.({ data: new ArrayBuffer(6) });
  expect(inner.sent).toEqual(['hello']);
  expect(inner.binaryType).toBe('arraybuffer');
  expect(heard).toHaveLength(2);
  expect([line.frames, line.bytes]).toEqual([2, 10]);
});

test('a cut breaks what is open, and nothing of it is heard any more', () => {
  const { line, open, codes, heard } = opened();
  open();
  const inner = Inner.all[0] as Inner;
  line.cut();
  inner.onmessage?.({ data: 'late' });
  inner.onclose?.({ code: 1000, reason: '' });
  expect(codes).toEqual([1006]);
  expect(heard).toEqual([]);
  expect(inner.closes).toBe(1);
});

test('while it is cut nothing opens; once mended it does', async () => {
  const { line, open, codes } = opened();
  line.cut();
  open();
  expect(codes).toEqual([]);
  await Promise.resolve();
  expect(codes).toEqual([1006]);
  expect(Inner.all).toHaveLength(0);
  line.mend();
  open();
  expect(Inner.all).toHaveLength(1);
  expect(line.isCut).toBe(false);
});

test('a socket that closed is let go', () => {
  const { line, open, codes } = opened();
  open();
  (Inner.all[0] as Inner).onclose?.({ code: 1001, reason: '' });
  line.cut();
  expect(codes).toEqual([1001]);
});
