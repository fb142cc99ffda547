import { describe, expect, test } from 'bun:test';
import { inputHelp, parseInput } from './input.ts';

describe('what a line asks for', () => {
  test.each([
    ['', { type: 'nothing' }],
    ['  hello /who ', { type: 'say', text: 'hello /who' }],
    ['//who', { type: 'say', text: '/who' }],
    ['/who', { type: 'who' }],
    ['/history', { type: 'history', count: 20 }],
    ['/history 5', { type: 'history', count: 5 }],
    ['/recall', { type: 'recall', syncId: undefined }],
    ['/recall #12', { type: 'recall', syncId: 12 }],
    ['/personal bob  hi there ', { type: 'personal', user: 'bob', text: 'hi there' }],
    ['/dm bob hi', { type: 'dm', user: 'bob', text: 'hi' }],
    ['/mute', { type: 'mute' }],
    ['/quit', { type: 'quit' }],
  ] as const)('%s', (line, expected) => {
    expect(parseInput(line)).toEqual(expected);
  });

  test.each([
    ['/history 0', 'from 1 to 200'],
    ['/history x', '"x"'],
    ['/recall x', 'number in front'],
    ['/personal bob', 'a user and a text'],
    ['/quit now', 'nothing after it'],
    ['/nothing', 'there is no /nothing'],
    ['/', 'there is no /'],
  ])('%s is refused', (line, message) => {
    const input = parseInput(line);
    expect(input.type === 'wrong' && input.message).toContain(message);
  });

  test('the help names every command', () => {
    const named = [...inputHelp.matchAll(/^\/([a-z]+)/gm)].map((match) => match[1]);
    expect(named).toEqual(['who', 'history', 'recall', 'personal', 'dm', 'list', 'mute', 'quit']);
    for (const name of named) expect(parseInput(`/${name} a b`)).not.toMatchObject({ type: 'say' });
  });
});
