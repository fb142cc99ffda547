import { expect, test } from 'bun:test';
import { encodeEntries, type QueueId } from '@eagre/protocol';
import type { EntriesFrame } from './entries-frame.ts';
import { FrameCache } from './frame-cache.ts';
import { messageId } from './message-id.ts';

function message(from: string, clientId: string, text = 'hi'): string {
  return JSON.stringify({ type: 'message', from, at: 1, kind: 'text', body: { text }, clientId });
}

function cache() {
  const parsed: EntriesFrame[] = [];
  const frames = new FrameCache((frame) => parsed.push(frame));
  const read = (queue: string, first: number, items: string[]) => {
    const bytes = Buffer.from(`..${encodeEntries(queue as QueueId, 7, first, items)}.`);
    return frames.read(bytes, 2, bytes.length - 1);
  };
  return { parsed, read };
}

test('equal frames are parsed once, others of the same place and length are not mixed up', () => {
  const { parsed, read } = cache();
  const frame = read('group:a', 4, [message('u1', 'm1'), message('u2', 'm2')]);
  expect(frame).toMatchObject({ queue: 'group:a', epoch: 7, first: 4, last: 5 });
  expect(read('group:a', 4, [message('u1', 'm1'), message('u2', 'm2')])).toBe(frame);
  expect(read('group:a', 4, [message('u1', 'm1'), message('u2', 'm3')])).not.toBe(frame);
  expect(read('group:b', 4, [message('u1', 'm1'), message('u2', 'm2')]).queue).toBe('group:b');
  expect(parsed).toHaveLength(3);
});

test('messages carry their place in the conversation, author and stamp', () => {
  const { read } = cache();
  const id = messageId('u1', 1, 12.34);
  const left = '{"type":"members","at":1,"by":"u1","left":["u9"]}';
  const inLog = read('group:a', 10, [message('u1', id), left]);
  expect(inLog.last).toBe(11);
  expect(inLog.messages).toMatchObject([
    {
      queueSyncId: 10,
      conversation: 'group:a',
      syncId: 10,
      from: 'u1',
      clientId: id,
      dueMs: 12.3,
    },
  ]);
  const [{ idHash, placeHash } = { idHash: 0, placeHash: 0 }] = inLog.messages;
  expect([inLog.ids, inLog.places]).toEqual([idHash, placeHash]);
  expect(new Set([0, idHash, placeHash]).size).toBe(3);
  const copy = `{"conversation":"group:a","epoch":7,"syncId":10,"type":"copy","entry":${message('u1', 'm1')}}`;
  const [copied] = read('user:u2', 3, [copy]).messages;
  expect(copied).toMatchObject({ queueSyncId: 3, conversation: 'group:a', syncId: 10, from: 'u1' });
  expect(copied?.dueMs).toBeNaN();
});
