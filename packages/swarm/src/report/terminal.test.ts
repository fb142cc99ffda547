import { afterEach, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { coloursFor, isLive, type Screen } from './colours.ts';
import { LiveView } from './terminal.ts';
import type { LiveState } from './terminal-frame.ts';

const hidden = '\u001b[?25l';
const shown = '\u001b[?25h';

/** What stands on a terminal after all that was written, by the few sequences that the view uses. */
function linesOn(text: string): string[] {
  const lines: string[] = [];
  let row = 0;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what moves the cursor
  for (const [part] of text.matchAll(/\u001b\[[?\d]*[A-Za-z]|[^\u001b\r\n]+|[\r\n]/g)) {
    const line = lines[row] ?? '';
    const isSequence = part.startsWith('\u001b');
    if (part === '\n') row += 1;
    if (part === '\n' || part === '\r') column = 0;
    else if (isSequence && part.endsWith('A')) row -= Number(part.slice(2, -1));
    else if (isSequence && /[JK]$/.test(part)) lines[row] = line.slice(0, column);
    else if (!isSequence) {
      lines[row] = line.slice(0, column) + part + line.slice(column + part.length);
      column += part.length;
    }
    if (part === '\u001b[J') lines.splice(row + 1);
  }
  return lines.filter((line) => line !== '');
}

let view: LiveView | undefined;
afterEach(() => view?.stop());

function setUp(told: Partial<Screen> = {}) {
  let text = '';
  const state: LiveState = {
    scenario: 'pulse',
    phase: 'one',
    elapsedMs: 0,
    devices: 1,
    samples: [],
    drops: {},
    faults: [],
  };
  const screen: Screen = {
    write: (part) => {
      text += part;
    },
    isTTY: true,
    columns: 60,
    ...told,
  };
  view = new LiveView(() => state, screen);
  return { view, state, screen, written: () => text };
}

test('the block is drawn over itself, notes stay above it, and the cursor comes back', async () => {
  const { view, state, written } = setUp();
  view.start();
  expect(written()).toStartWith(hidden);
  expect(linesOn(written())).toEqual(['pulse 0:00', 'now       one']);
  view.note('the server is up');
  state.phase = '2';
  state.faults = ['kill'];
  await until(() => written().includes('kill'));
  view.note('and\u001b[2J running');
  state.faults = [];
  view.stop();
  expect(linesOn(written())).toEqual([
    'the server is up',
    'and [2J running',
    'pulse 0:00',
    'now       2',
  ]);
  expect(written()).toEndWith(shown);
  const length = written().length;
  view.stop();
  view.note('afterwards');
  expect(written().slice(length)).toBe('afterwards\n');
});

test('a screen that was made narrower is cleaned of all its broken lines', () => {
  const { view, state, screen, written } = setUp();
  state.phase = 'x'.repeat(40);
  view.start();
  screen.columns = 20;
  view.stop();
  // The title takes one row as before, the phase of 50 characters now three.
  expect(written()).toContain('\u001b[4A');
});

test('after its end nothing is drawn', async () => {
  const { view, written } = setUp();
  view.start();
  view.stop();
  const text = written();
  const later = setUp();
  later.view.start();
  await until(() => later.written().split('pulse').length > 2);
  expect(written()).toBe(text);
});

test('what has more lines than the screen is cut', () => {
  const { view, state, written } = setUp({ rows: 4 });
  state.faults = ['a', 'b', 'c', 'd'];
  view.start();
  view.stop();
  expect(linesOn(written())).toHaveLength(3);
});

test('the cursor comes back also when the process ends in between', () => {
  const { view, written } = setUp();
  const before = process.listeners('exit');
  view.start();
  const [restore] = process.listeners('exit').filter((listener) => !before.includes(listener));
  restore?.(0);
  expect(written()).toEndWith(shown);
  view.stop();
  expect(process.listeners('exit')).toEqual(before);
});

test('a file gets whole lines, and no sequences', () => {
  const { view, written } = setUp({ isTTY: false });
  view.start();
  view.note('the server is up');
  view.stop();
  expect(written()).toBe('the server is up\n');
});

test('colours only on a terminal, and not against NO_COLOR', () => {
  const screen = (isTTY: boolean): Screen => ({ write: () => {}, isTTY });
  const red = (isTTY: boolean, env: Record<string, string>) =>
    coloursFor(screen(isTTY), env).red('x');
  expect(red(true, {})).not.toBe('x');
  expect(red(true, { NO_COLOR: '' })).not.toBe('x');
  expect(red(true, { NO_COLOR: '1' })).toBe('x');
  expect(red(true, { TERM: 'dumb' })).toBe('x');
  expect(red(false, {})).toBe('x');
  expect(isLive(screen(true), { TERM: 'dumb' })).toBe(false);
});
