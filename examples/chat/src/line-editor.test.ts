import { describe, expect, test } from 'bun:test';
import type { KeyName } from './keys.ts';
import { LineEditor } from './line-editor.ts';

/** Presses keys: names in angle brackets, everything else as text. */
function press(editor: LineEditor, script: string) {
  return [...script.matchAll(/<([a-z-]+)>|[^<]+/g)].map(([text, name]) =>
    editor.press(
      name === undefined ? { type: 'text', text } : { type: 'key', name: name as KeyName },
    ),
  );
}

/** The line with a bar at the cursor. */
function shown(editor: LineEditor): string {
  const { text, cursor } = editor.line;
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe('line editor', () => {
  test.each([
    ['abc<left><left>X', 'aX|bc'],
    ['abc<home>X<end>Y', 'XabcY|'],
    ['abc<backspace><left><delete>', 'a|'],
    ['one two  <erase-word>', 'one |'],
    ['one two three<word-left><word-left>X', 'one X|two three'],
    ['one two<home><word-right>X', 'oneX| two'],
    ['one two<left><left><erase-end>', 'one t|'],
    ['one two<left><left><erase-start>', '|wo'],
    ['a👨‍👩‍👧b<left><backspace>', 'a|b'],
    ['éx<home><right><delete>', 'é|'],
    ['<left><backspace><delete><right><up><down>', '|'],
  ])('%s', (script, expected) => {
    const editor = new LineEditor();
    press(editor, script);
    expect(shown(editor)).toBe(expected);
  });

  test('enter gives the line and starts a new one', () => {
    const editor = new LineEditor();
    expect(press(editor, 'hello<enter>').at(-1)).toEqual({ type: 'submit', text: 'hello' });
    expect(shown(editor)).toBe('|');
  });

  test('up and down go through what was sent and come back to the draft', () => {
    const editor = new LineEditor();
    press(editor, 'one<enter>two<enter>two<enter>dra<up>');
    expect(shown(editor)).toBe('two|');
    press(editor, '<up><up>');
    expect(shown(editor)).toBe('one|');
    press(editor, '<down><down>');
    expect(shown(editor)).toBe('dra|');
  });

  test('interrupt clears first and leaves second; end of input leaves an empty line only', () => {
    const editor = new LineEditor();
    expect(press(editor, 'a<interrupt><interrupt>').slice(1)).toEqual([
      { type: 'none' },
      { type: 'interrupt' },
    ]);
    expect(press(editor, 'a<end-of-input>').at(-1)).toEqual({ type: 'none' });
    expect(press(editor, '<interrupt><end-of-input>').at(-1)).toEqual({ type: 'end' });
  });
});
