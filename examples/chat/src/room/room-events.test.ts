import { expect, test } from 'bun:test';
import { EagreError, type Room } from '@eagre/client';
import { FakeClock } from '@eagre/testkit';
import { makePaint } from '../paint.ts';
import { PlainScreen } from '../plain-screen.ts';
import { showRoom } from './room-events.ts';
import { RoomView } from './room-view.ts';

function start() {
  let text = '';
  const clock = new FakeClock();
  const view = new RoomView({
    ...{ user: 'ann', paint: makePaint(false), clock, interactive: false },
    room: 'room:show1' as never,
    screen: new PlainScreen({ write: (more: string) => (text += more) }),
    serverNow: () => clock.now(),
  });
  const handlers = new Map<string, (event: object) => void>();
  const room = {
    ...{ id: 'room:show1', inside: true, role: 'viewer', rules: {} },
    on: (name: string, handler: (event: object) => void) => handlers.set(name, handler),
  };
  showRoom(room as unknown as Room, view);
  const tell = (name: string, event: object) => {
    text = '';
    handlers.get(name)?.({ room: 'room:show1', ...event });
    return text.trimEnd();
  };
  return { clock, view, room, tell };
}

test.each([
  ['banned', '* you are out of room:show1: you are banned from it; /hop ROOM goes to another'],
  ['closed', '* you are out of room:show1: it was closed; /hop ROOM goes to another'],
  ['refused', '* you are out of room:show1: the room is full; /hop ROOM goes to another'],
  ['left', ''],
])('a stay that ended by %s', async (reason, text) => {
  const { tell, view } = start();
  const waiting = view.shown.until(5);
  expect(tell('closed', { reason, error: new EagreError('room_full', 'full') })).toBe(text);
  await waiting;
});

test.each([
  [{ state: 'muted', until: 0 }, '* you are muted until it is taken back'],
  [{ state: 'unmuted' }, '* you may speak again'],
  [{ state: 'muted_all' }, '* only the host and staff may speak now'],
  [{ state: 'unmuted_all' }, '* everybody may speak again'],
  [{ state: 'slow', slowMs: 1500 }, '* slow mode: one message in 1.5 s'],
  [{ state: 'slow' }, '* slow mode is over'],
  [{ state: 'returned' }, ''],
])('%o', (event, text) => {
  expect(start().tell('state', event)).toBe(text);
});

test('who is still muted with all others is told so', () => {
  const { room, tell } = start();
  room.rules = { mutedAll: true };
  expect(tell('state', { state: 'unmuted' })).toBe('* only the host and staff may speak');
});

test('what cannot be had', () => {
  const { tell } = start();
  expect(tell('gap', { reason: 'trimmed', from: 3, to: 9 })).toBe(
    '- #4 to #9 cannot be had (trimmed) -',
  );
  expect(tell('gap', { reason: 'epoch', from: 0, to: 1 })).toContain('was replaced');
});

test('who comes in is told, but not of oneself', () => {
  const { tell, clock } = start();
  expect(tell('joins', { users: ['ann'], more: 0 })).toBe('');
  expect(tell('joins', { users: ['ann', 'bob'], more: 3 })).toBe('* bob and 3 others came in');
  expect(clock.pendingTimers).toBeGreaterThan(0);
});

test('what opens later is hidden until then, and what is late opens at once', () => {
  const { tell, clock, view } = start();
  const at = clock.now();
  const later = { from: 'eve', syncId: 1, at, kind: 'notice', body: { title: 'Go!' } };
  const opening = { ...later, epoch: 1, activateAt: at + 2500 };
  expect(tell('message', opening)).toBe('* eve has something for all of you, in 3 s');
  expect(view.countdowns.nextMs(at)).toBe(2500);
  expect(tell('activate', { message: opening })).toEndWith('[NOTICE] Go! · eve');
  expect(view.countdowns.nextMs(at)).toBeUndefined();
  const late = { ...later, syncId: 2, activateAt: at - 1 };
  expect(tell('message', late)).toBe('');
  expect(tell('activate', { message: late })).toEndWith('[NOTICE] Go! · eve');
  const spread = { ...later, syncId: 3, spreadMs: 20_000 };
  expect(tell('message', spread)).toContain('for each of you, some time in the next 20 s');
  expect(tell('activate', { message: spread, token: 'room:show1 1 3' })).toContain(
    'your token: room:show1 1 3',
  );
});
