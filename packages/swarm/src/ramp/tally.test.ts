import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { messageId, parseMessageId } from '../device/message-id.ts';
import { decoded } from '../engine/meter.ts';
import { nowMs } from '../engine/now.ts';
import { Tally } from './tally.ts';

const rest = { reliableArrived: 7, cpu: 0.5, interrupted: false };

test('only what was due within the spell counts; what is under way is known of all', () => {
  const tally = new Tally();
  const now = nowMs();
  tally.begin(now - 100, now, now + 60_000);
  for (const dueMs of [now - 101, now - 100, now - 50, now - 1, now]) tally.said(dueMs);
  expect(tally.pending).toBe(5);
  tally.answered(now - 101, 'ack');
  tally.answered(now - 50, 'ack');
  tally.refused(now - 100, 'the first');
  tally.refused(now, 'after it');
  tally.lost();
  expect(tally.pending).toBe(0);
  const part = tally.part(rest);
  expect(part).toMatchObject({ said: 3, refused: 1, refusal: 'the first', unanswered: 1, ...rest });
  const ack = decoded(part.timers.ack ?? '');
  expect(ack.totalCount).toBe(1);
  expect(ack.maxValue).toBeGreaterThanOrEqual(50_000 - 50);
  expect(decoded(part.timers.late ?? '').totalCount).toBe(3);
});

test('what arrives too late is not delivered', async () => {
  const tally = new Tally();
  const now = nowMs();
  tally.begin(now, now + 10, now + 30);
  tally.arrived(5);
  await Bun.sleep(40);
  tally.arrived(9);
  expect(tally.part(rest).delivered).toBe(5);
});

test('a spell begins with nothing of the one before', () => {
  const tally = new Tally();
  const now = nowMs();
  tally.begin(now - 100, now + 100, now + 60_000);
  tally.said(now);
  tally.answered(now, 'ack');
  tally.arrived(3);
  tally.disconnected();
  tally.reliableAcked();
  tally.begin(now + 100, now + 200, now + 60_000);
  const part = tally.part(rest);
  expect(part).toMatchObject({ said: 0, delivered: 0, disconnects: 0, reliableAcked: 0 });
  expect(part.timers).toEqual({});
});

test('sender and receiver agree on what was due in a spell, though ids tell rounded times', () =>
  withSeed((random) => {
    const tally = new Tally();
    const fromMs = nowMs() + random.next();
    tally.begin(fromMs, fromMs + 20, fromMs + 60_000);
    for (let i = 0; i < 2000; i += 1) {
      const dueMs = fromMs - 1 + random.next() * 22;
      const { dueMs: told } = parseMessageId(messageId('u1', i, dueMs));
      expect(tally.isDue(told)).toBe(tally.isDue(dueMs));
    }
  }));
