import { expect, test } from 'bun:test';
import type { RoomChat, UserId } from '@eagre/protocol';
import { Ledger } from './ledger.ts';
import { messageId } from './message-id.ts';
import { NodeTranscripts } from './node-transcripts.ts';

const room = 'room:a';

function setUp() {
  const ledger = new Ledger();
  const transcripts = new NodeTranscripts(ledger);
  const show = (node: string, at: number, ...numbers: number[]) => {
    const chat = numbers.map((number): RoomChat => {
      const id = messageId('s', number, 0);
      return { from: 's' as UserId, id, kind: 'text', body: {} };
    });
    transcripts.of(node).batch(room, at, chat);
  };
  return { ledger, transcripts, show };
}

test('each node merges as it likes; on one node a batch is the same for all, and comes once', () => {
  const { ledger, transcripts, show } = setUp();
  show('node1', 5, 1, 2, 3);
  show('node2', 7, 1, 2);
  show('node2', 9, 3);
  expect(ledger.faults).toEqual([]);
  expect(transcripts.messages).toBe(6);
  expect(transcripts.of('node2').room(room).shown).toBe(3);
  show('node2', 11, 4, 3);
  expect(ledger.faults.at(-1)).toContain('two batches');
  show('node1', 5, 1, 2);
  expect(ledger.faults.at(-1)).toContain('came as one of 2');
});

test('order is that of each node, and what was refused none may show', () => {
  const { ledger, transcripts, show } = setUp();
  show('node1', 5, 1, 2);
  show('node2', 5, 2);
  expect(transcripts.disordered()).toBe(0);
  show('node2', 6, 1);
  expect(transcripts.disordered()).toBe(1);
  const id = messageId('s', 2, 0);
  transcripts.refused(room, id);
  expect(ledger.faultsByKind.get('refused')?.count).toBeGreaterThan(0);
  expect([...'12'].map((n) => transcripts.of(`node${n}`).room(room).refused)).toEqual([1, 1]);
  const late = messageId('s', 9, 0);
  transcripts.refused(room, late);
  show('node3', 8, 9);
  expect(transcripts.of('node3').room(room).refused).toBe(1);
});
