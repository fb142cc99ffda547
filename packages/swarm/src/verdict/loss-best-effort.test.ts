import { expect, test } from 'bun:test';
import type { ChatView } from './findings.ts';
import { fault, findingsOf, room, verdictOn } from './test/contexts.ts';

const view = (parts: Partial<ChatView> = {}): ChatView => {
  const whole = { node: '', sinceMs: 1, shown: 90, ids: 1, refused: 0, witnesses: 3 };
  return { ...whole, shownToWitnesses: 270, ...parts };
};

interface Case {
  views?: ChatView[];
  acked?: number;
  unknown?: number;
  dropped?: number;
  refused?: number;
  isFaulted?: boolean;
  /** The books are those of all nodes. */
  knows?: boolean;
}

function judged({ views = [view()], acked = 100, unknown = 0, ...server }: Case) {
  const { dropped = 10, refused = 0, isFaulted = false, knows = true } = server;
  const spoken = room({
    chatSent: acked + unknown,
    chatAcked: acked,
    chatUnknown: unknown,
    views,
    firstChatMs: 5,
  });
  const facts = { online: 0, counters: {}, dropped: { cap: dropped }, refused };
  const nodes = knows ? ['a', 'b', 'c'] : undefined;
  return verdictOn('loss.best-effort', {
    findings: findingsOf({ rooms: [spoken] }),
    rooms: new Map([['room:a', { ...facts, ...(nodes && { nodes }) }]]),
    marks: isFaulted ? [fault(1, 2)] : [],
  });
}

test('taken in is shown or in the books, neither less nor more', () => {
  expect(judged({})).toMatchObject({
    ok: true,
    text: 'of 100 taken in 90 shown, dropped 10 by cap',
  });
  expect(judged({ dropped: 9 })?.ok).toBe(false);
  expect(judged({ dropped: 11 })?.ok).toBe(false);
  expect(judged({ acked: 80, dropped: 0 })?.ok).toBe(false);
});

test('messages without an answer are either', () => {
  const counts = [97, 98, 99, 100, 101].map((acked) => judged({ acked, unknown: 3 })?.ok);
  expect(counts).toEqual([true, true, true, true, false]);
  expect(judged({ acked: 96, unknown: 3 })?.ok).toBe(false);
});

test('a device may lack what the server knows that it could not take', () => {
  const lacking = view({ shownToWitnesses: 263 });
  expect(judged({ views: [lacking], refused: 7 })?.ok).toBe(true);
  expect(judged({ views: [lacking], refused: 6 })?.ok).toBe(false);
});

test('the processes are shown the same, and what one missed is missing', () => {
  expect(judged({ views: [view(), view()] })?.ok).toBe(true);
  expect(judged({ views: [view(), view({ ids: 2 })] })?.ok).toBe(false);
  const less = view({ shown: 89, shownToWitnesses: 267 });
  expect(judged({ views: [view(), less] })?.ok).toBe(false);
  expect(judged({ views: [view(), less], refused: 3 })?.ok).toBe(true);
});

test('who came after the first chat is no witness', () => {
  const late = view({ sinceMs: 6, shown: 40, shownToWitnesses: 120 });
  expect(judged({ views: [view(), late] })?.ok).toBe(true);
  expect(judged({ views: [late], dropped: 0 })).toMatchObject({ ok: true });
  expect(judged({ views: [late] })?.text).toContain('no witness');
  expect(judged({ views: [late], acked: 30 })?.ok).toBe(false);
});

test('after a fault only too much is wrong', () => {
  expect(judged({ dropped: 0, isFaulted: true })?.ok).toBe(true);
  expect(judged({ acked: 80, dropped: 0, isFaulted: true })?.ok).toBe(false);
});

test('refused messages that were shown are another verdict', () => {
  expect(judged({ views: [view({ shown: 91, refused: 1, shownToWitnesses: 273 })] })?.ok).toBe(
    true,
  );
});

test('on each node of a cluster what is not shown is in the books of all', () => {
  const on = (node: string, shown: number) =>
    view({ node, shown, ids: shown, shownToWitnesses: 3 * shown });
  // 4 dropped at the sender's node, 6 more at a, 3 more at b.
  const both = [on('a', 90), on('b', 93)];
  expect(judged({ views: both, dropped: 13 })?.ok).toBe(true);
  expect(judged({ views: both, dropped: 17 })?.ok).toBe(true);
  expect(judged({ views: both, dropped: 18 })?.ok).toBe(false);
  expect(judged({ views: both, dropped: 9 })).toMatchObject({ ok: false });
  expect(judged({ views: both, dropped: 9 })?.text).toContain('90 shown on a and 9 dropped: 1');
  const lateOnC = view({ node: 'c', sinceMs: 6, shown: 40 });
  expect(judged({ views: [...both, lateOnC], dropped: 18 })?.ok).toBe(true);
});

test('other messages on two nodes are no fault, on one they are', () => {
  const other = view({ node: 'b', ids: 2 });
  expect(judged({ views: [view({ node: 'a' }), other] })?.ok).toBe(true);
  expect(judged({ views: [view({ node: 'b' }), other] })?.text).toContain('messages on b');
  const less = view({ node: 'b', shown: 95, shownToWitnesses: 280 });
  expect(judged({ views: [view({ node: 'a' }), less], refused: 5 })?.ok).toBe(true);
  expect(judged({ views: [view({ node: 'a' }), less], refused: 4 })?.ok).toBe(false);
});

test('the books of one node of several add nothing up, but nobody is shown too much', () => {
  const views = [view({ node: 'a' }), view({ node: 'b' })];
  const partial = judged({ views, dropped: 3, knows: false });
  expect(partial?.ok).toBe(true);
  expect(partial?.text).toContain('--nodes');
  expect(judged({ views, acked: 80, knows: false })?.ok).toBe(false);
  expect(judged({ dropped: 9, knows: false })?.ok).toBe(false);
});
