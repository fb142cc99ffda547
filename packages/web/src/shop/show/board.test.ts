import { expect, test } from 'bun:test';
import type { RoomActivateEvent, RoomMessageEvent } from '@eagre/client';
import type { RoomLine } from '@eagre/client/react';
import { type Board, boardAfter, emptyBoard } from './board.ts';

let syncId = 0;

function message(more: Partial<RoomMessageEvent>): RoomLine {
  syncId += 1;
  const place = { room: 'room:show1', epoch: 1, syncId, from: 'host', at: 100, key: syncId };
  return { type: 'message', kind: 'item', body: {}, ...place, ...more } as unknown as RoomLine;
}

const card = (itemId: string, at: number, more: Partial<RoomMessageEvent> = {}) =>
  message({ body: { itemId, title: itemId }, at, ...more });

const after = (board: Board, lines: RoomLine[], activated?: RoomActivateEvent) =>
  boardAfter(board, { lines, activated });

test('the newest card and the newest notice stand there, each by itself', () => {
  const notice = message({ kind: 'notice', body: { title: 'hello' }, at: 150 });
  const lines = [card('tea', 100), notice, card('bag', 200), message({ kind: 'text', at: 300 })];
  const board = after(emptyBoard, lines);
  expect(board.card?.body['itemId']).toBe('bag');
  expect(board.notice).toBe(notice as never);
  expect(board.shown).toEqual(['bag', 'tea']);
});

test('the same lines again change nothing, and are the same board', () => {
  const lines = [card('tea', 100), card('bag', 200)];
  const board = after(emptyBoard, lines);
  expect(after(board, lines)).toBe(board);
});

test('what a crowd has pushed out of the lines stays on the board', () => {
  const board = after(emptyBoard, [card('tea', 100)]);
  const chat = { type: 'chat', key: 1 } as unknown as RoomLine;
  expect(after(board, [chat])).toBe(board);
  expect(after(board, [chat, card('bag', 300)]).shown).toEqual(['bag', 'tea']);
});

test('what waits for its instant is not seen before it, and then it is the newest', () => {
  const waiting = card('lamp', 100, { activateAt: 5000 });
  const before = after(emptyBoard, [waiting]);
  expect([before.card, before.shown]).toEqual([undefined, []]);
  const later = after(before, [waiting, card('tea', 3000)]);
  const event = { type: 'activate', message: waiting } as unknown as RoomActivateEvent;
  const open = after(later, [waiting], event);
  expect(open.card?.body['itemId']).toBe('lamp');
  expect(after(open, [waiting], event)).toBe(open);
});

test('a log that was begun anew goes on', () => {
  const board = after(emptyBoard, [card('tea', 100)]);
  const anew = card('bag', 200, { epoch: 2, syncId: 1 });
  expect(after(board, [anew]).card?.body['itemId']).toBe('bag');
});

test('what is remembered is bounded, each item once', () => {
  let board = emptyBoard;
  for (let at = 0; at < 200; at += 1) board = after(board, [card(`item${at % 70}`, at)]);
  expect(board.shown).toHaveLength(50);
  expect(new Set(board.shown).size).toBe(50);
});
