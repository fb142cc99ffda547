import { describe, expect, test } from 'bun:test';
import { PlainScreen } from './plain-screen.ts';
import type { Live } from './screen.ts';
import { TerminalScreen } from './terminal-screen.ts';
import { GridTerminal } from './test/grid-terminal.ts';

const live: Live = {
  pending: [],
  status: 'group:lobby · online',
  prompt: 'ann> ',
  line: { text: '', cursor: 0 },
};

describe('terminal screen', () => {
  test('lines scroll above the live area, and what is typed stays whole', () => {
    const terminal = new GridTerminal(40);
    const screen = new TerminalScreen(terminal);
    screen.show(live);
    screen.print('one');
    screen.show({ ...live, line: { text: 'hello', cursor: 2 } });
    screen.print('two');
    screen.print('three');
    expect(terminal.rows).toEqual(['one', 'two', 'three', 'group:lobby · online', 'ann> hello']);
    expect(terminal.cursor).toEqual({ row: 4, column: 7 });
  });

  test('lines longer than the terminal wrap above and leave the area alone', () => {
    const terminal = new GridTerminal(10);
    const screen = new TerminalScreen(terminal);
    screen.show({ ...live, line: { text: 'x', cursor: 1 } });
    screen.print('abcdefghijklmno');
    screen.print('z');
    expect(terminal.rows).toEqual(['abcdefghij', 'klmno', 'z', 'group:lo…', 'ann>x']);
  });

  test('pending messages stand above the status and go again', () => {
    const terminal = new GridTerminal(40);
    const screen = new TerminalScreen(terminal);
    screen.show({ ...live, pending: ['a', 'b', 'c', 'd', 'e'] });
    expect(terminal.rows).toEqual(['… and 2 more', 'c', 'd', 'e', live.status, 'ann>']);
    screen.show(live);
    expect(terminal.rows).toEqual([live.status, 'ann>']);
  });

  test('a long typed line moves under the cursor, wide characters counted', () => {
    const terminal = new GridTerminal(12);
    const screen = new TerminalScreen(terminal);
    const text = '你好世界abcdef';
    screen.show({ ...live, status: 's', line: { text, cursor: text.length } });
    expect(terminal.rows).toEqual(['s', 'ann> bcdef']);
    expect(terminal.cursor.column).toBe(10);
    screen.show({ ...live, status: 's', line: { text, cursor: 1 } });
    expect(terminal.rows[1]).toBe('ann> 你好世');
    expect(terminal.cursor.column).toBe(7);
  });

  test('closing leaves the conversation only', () => {
    const terminal = new GridTerminal(40);
    const screen = new TerminalScreen(terminal);
    screen.show({ ...live, pending: ['a'] });
    screen.print('one');
    screen.close();
    expect(terminal.rows).toEqual(['one', '']);
  });
});

test('a plain screen writes lines without colours and nothing else', () => {
  let written = '';
  const screen = new PlainScreen({ write: (text) => (written += text) });
  screen.print('\x1b[1mone\x1b[22m');
  screen.show();
  screen.close();
  expect(written).toBe('one\n');
});
