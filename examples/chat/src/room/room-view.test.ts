import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { makePaint } from '../paint.ts';
import { TerminalScreen } from '../terminal-screen.ts';
import { GridTerminal } from '../test/grid-terminal.ts';
import type { RoomFacts } from './room-status.ts';
import { RoomView } from './room-view.ts';

function start(interactive = true) {
  const terminal = new GridTerminal(80);
  const clock = new FakeClock();
  let writes = 0;
  const counting = {
    get columns() {
      return terminal.columns;
    },
    write: (text: string) => {
      writes += 1;
      terminal.write(text);
    },
  };
  const view = new RoomView({
    ...{ user: 'ann', paint: makePaint(false), clock, interactive },
    room: 'room:show1' as never,
    screen: new TerminalScreen(counting),
    serverNow: () => clock.now(),
  });
  const room = {
    ...{ id: 'room:show1', inside: true, role: 'viewer', online: { devices: 2, users: 2 } },
    ...{ counters: { like: 0 }, attributes: {}, rules: {} },
  };
  view.link = { state: 'online' };
  view.enter(room as unknown as RoomFacts);
  return { terminal, clock, view, room, writes: () => writes };
}

test('a crowd flows by above a line that is being typed, which stays whole', async () => {
  const { terminal, clock, view } = start();
  view.line = { text: 'what I type', cursor: 11 };
  for (let tick = 0; tick < 80; tick += 1) {
    for (let n = 0; n < 20; n += 1) view.chat({ text: `c${tick}`, matters: false });
    await clock.advance(125);
  }
  view.print('▌ a card');
  expect(terminal.rows.at(-1)).toBe('ann> what I type');
  expect(terminal.rows.at(-2)).toBe('room:show1 · 2 watching · ♥ 0 · 8 of 160 lines/s shown');
  expect(terminal.rows.at(-3)).toBe('▌ a card');
  expect(terminal.rows.filter((row) => row.startsWith('ann>'))).toHaveLength(1);
  expect(terminal.rows.filter((row) => row.startsWith('c')).length).toBeLessThanOrEqual(81);
  view.close();
  expect(clock.pendingTimers).toBe(0);
});

test('however much news there is, the status is drawn at most ten times a second', async () => {
  const { terminal, clock, view, room, writes } = start();
  const before = writes();
  for (let n = 1; n <= 1000; n += 1) {
    room.counters.like = n;
    view.redrawSoon();
    await clock.advance(1);
  }
  await clock.advance(100);
  expect(terminal.rows.at(-2)).toContain('♥ 1,000');
  expect(writes() - before).toBeLessThanOrEqual(13);
  view.close();
});

test('a countdown goes down by itself', async () => {
  const { terminal, clock, view } = start();
  view.countdowns.add({ epoch: 1, syncId: 1 } as never, clock.now() + 3500);
  view.redraw();
  expect(terminal.rows.at(-2)).toContain('opens in 4 s');
  await clock.advance(2000);
  expect(terminal.rows.at(-2)).toContain('opens in 2 s');
  await clock.advance(2000);
  expect(terminal.rows.at(-2)).not.toContain('opens');
  view.close();
});

test('another room has nothing of the one before', async () => {
  const { terminal, clock, view, room } = start();
  for (let n = 0; n < 9; n += 1) view.chat({ text: 'of show1', matters: false });
  view.countdowns.add({ epoch: 1, syncId: 1 } as never, clock.now() + 5000);
  view.enter({ ...room, id: 'room:show2' } as unknown as RoomFacts);
  const before = terminal.rows.filter((row) => row === 'of show1').length;
  await clock.advance(2000);
  expect(terminal.rows.filter((row) => row === 'of show1')).toHaveLength(before);
  expect(terminal.rows.at(-2)).toStartWith('room:show2 · 2 watching · ♥ 0');
  expect(terminal.rows.at(-2)).not.toContain('opens');
  view.close();
});

test('a pipe is given all that is said', () => {
  const { terminal, view } = start(false);
  for (let n = 0; n < 100; n += 1) view.chat({ text: 'said', matters: false });
  expect(terminal.rows.filter((row) => row === 'said')).toHaveLength(100);
  view.close();
});
