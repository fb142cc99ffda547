import { describe, expect, test } from 'bun:test';
import {
  closeTable,
  encodeEntries,
  encodeError,
  encodeHeads,
  encodeOk,
  encodeRoom,
  errorTable,
  mayReconnect,
  stampEntry,
  wireError,
} from '@eagre/protocol';

describe('errors', () => {
  test('a temporary error has a status that says so, a lasting one does not', () => {
    for (const [code, { temporary, http }] of Object.entries(errorTable)) {
      expect({ [code]: http >= 400 && http < 600 }).toEqual({ [code]: true });
      // 409 is both: a conflict passes, a name that is taken stays taken.
      if (http !== 409)
        expect({ [code]: [429, 500, 503, 507].includes(http) }).toEqual({ [code]: temporary });
    }
  });

  test('an error on the wire says what the table says, and only the details given', () => {
    expect(wireError('rate_limited', 'slow down', { retryAfterMs: 5 })).toEqual({
      code: 'rate_limited',
      message: 'slow down',
      temporary: true,
      retryAfterMs: 5,
    });
    expect(Object.keys(wireError('forbidden', 'no'))).toEqual(['code', 'message', 'temporary']);
  });
});

describe('closes', () => {
  const all = Object.entries(closeTable);

  test('codes are unique and in the private range', () => {
    const codes = all.map(([, { code }]) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => code >= 4000 && code <= 4999)).toBe(true);
  });

  test('reasons fit a close frame: 123 bytes', () => {
    expect(all.filter(([, { reason }]) => Buffer.byteLength(reason) > 123)).toEqual([]);
  });

  test('which say "stop" is as decided', () => {
    const stops = all.filter(([, { code }]) => !mayReconnect(code)).map(([name]) => name);
    expect(stops).toEqual([
      'malformed_frame',
      'frame_too_large',
      'unauthenticated',
      'kicked',
      'replaced',
      'too_many_devices',
      'flood',
    ]);
    expect([1000, 1001, 1006, 1011, 1012].every(mayReconnect)).toBe(true);
  });
});

describe('encoding', () => {
  test('frames put together from texts are what JSON would give', () => {
    const items = ['{"type":"a"}', '{"type":"b"}'];
    const frame = {
      push: 'entries',
      queue: 'group:g',
      epoch: 2,
      first: 7,
      items: items.map((i) => JSON.parse(i)),
    };
    expect(encodeEntries('group:g' as never, 2, 7, items)).toBe(JSON.stringify(frame));
    expect(encodeHeads([['group:g' as never, 2, 9]])).toBe(
      '{"push":"head","heads":[["group:g",2,9]]}',
    );
    expect(encodeOk(3, '{"now":1}')).toBe('{"id":3,"ok":{"now":1}}');
    const error = wireError('forbidden', 'say "please"\n');
    expect(JSON.parse(encodeError(4, error))).toEqual({ id: 4, error });
  });

  test('a room frame has what there is, and lists without items are left out', () => {
    const least = { room: 'room:r' as never, at: 1, epoch: 2, head: 3 };
    const bare = '{"push":"room","room":"room:r","at":1,"epoch":2,"head":3}';
    expect(encodeRoom(least)).toBe(bare);
    const empty = { chat: [], entries: { first: 4, entries: [] }, online: undefined };
    expect(encodeRoom({ ...least, ...empty })).toBe(bare);
    expect(JSON.parse(encodeRoom({ ...least, counters: {} }))).toMatchObject({ counters: {} });
  });

  test('a stamp stands in front of an entry', () => {
    const text = stampEntry('group:g', 1, 5, '{"type":"left"}');
    expect(text).toBe('{"conversation":"group:g","epoch":1,"syncId":5,"type":"left"}');
  });
});
