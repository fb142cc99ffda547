import { describe, expect, test } from 'bun:test';
import {
  bodySchemaOf,
  type CommandName,
  encodeRoom,
  errorTable,
  type Push,
  type RoomPush,
  requestSchemas,
} from '@eagre/protocol';
import bodies from '../vectors/bodies.json';
import frames from '../vectors/frames.json';
import requests from '../vectors/requests.json';

type Parsed = { success: boolean; data?: unknown; error?: { issues: { path: PropertyKey[] }[] } };

const parse = (frame: { cmd: string }): Parsed =>
  requestSchemas[frame.cmd as CommandName].safeParse(frame);
const fieldOf = (parsed: Parsed) => parsed.error?.issues[0]?.path.join('.');

describe('requests', () => {
  test.each(requests.valid.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const parsed = parse(vector.frame);
    const adds = 'adds' in vector ? vector.adds : {};
    expect(parsed).toEqual({ success: true, data: { ...vector.frame, ...adds } } as never);
  });

  test.each(requests.invalid.map((vector) => [vector.name, vector] as const))(
    'refused: %s',
    (_, { frame, field }) => {
      const parsed = parse(frame);
      expect(parsed.success).toBe(false);
      expect(fieldOf(parsed)).toBe(field);
    },
  );

  test('every command has a valid vector', () => {
    const covered = new Set(requests.valid.map(({ frame }) => frame.cmd));
    expect(Object.keys(requestSchemas).filter((cmd) => !covered.has(cmd))).toEqual([]);
  });
});

describe('bodies', () => {
  test.each(bodies.valid.map((vector) => [vector.kind, vector] as const))('%s', (_, vector) => {
    const parsed = bodySchemaOf(vector.kind as 'text').safeParse(vector.body);
    expect(parsed).toEqual({ success: true, data: vector.body } as never);
  });

  test.each(bodies.invalid.map((vector) => [vector.kind, vector.field, vector] as const))(
    'refused: %s, field "%s"',
    (_kind, field, { kind, body }) => {
      expect(fieldOf(bodySchemaOf(kind as 'text').safeParse(body) as Parsed)).toBe(field);
    },
  );
});

describe('frames', () => {
  const pushes = frames.pushes as unknown as Push[];

  test('every command of rooms has an answer among the vectors', () => {
    const covered = new Set(frames.answers.map(({ cmd }) => cmd));
    const rooms = Object.keys(requestSchemas).filter((cmd) => cmd.startsWith('room.'));
    expect(rooms.filter((cmd) => !covered.has(cmd))).toEqual([]);
  });

  test('every error of rooms has an answer among the vectors', () => {
    const codes = frames.answers.map(({ frame }) => ('error' in frame ? frame.error?.code : ''));
    const ofRooms = ['room_full', 'room_closed', 'muted', 'banned', 'word_refused', 'stale'];
    for (const code of [...ofRooms, 'version_mismatch', 'slow_mode']) expect(codes).toContain(code);
  });

  test('a room frame put together from texts is what JSON would give', () => {
    const rooms = pushes.filter((push): push is RoomPush => push.push === 'room');
    expect(rooms.length).toBeGreaterThan(1);
    const texts = (items: readonly object[] = []) => items.map((item) => JSON.stringify(item));
    for (const push of rooms) {
      const { first = 0, entries, chat } = push;
      const parts = { entries: { first, entries: texts(entries) }, chat: texts(chat) };
      expect(encodeRoom({ ...push, ...parts })).toBe(JSON.stringify(push));
    }
  });
});

test('error answers agree with the error table', () => {
  for (const { frame } of frames.answers) {
    if (!('error' in frame) || frame.error === undefined) continue;
    const { code, temporary } = frame.error;
    expect(errorTable[code as keyof typeof errorTable].temporary).toBe(temporary);
  }
});
