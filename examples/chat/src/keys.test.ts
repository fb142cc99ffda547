import { describe, expect, test } from 'bun:test';
import { type Key, KeyReader } from './keys.ts';

const read = (...chunks: string[]): string => {
  const reader = new KeyReader();
  return chunks
    .flatMap((chunk) => reader.read(chunk))
    .map((key: Key) => (key.type === 'text' ? key.text : `<${key.name}>`))
    .join('');
};

describe('keys', () => {
  test.each([
    ['text stays text', 'hé你👍', 'hé你👍'],
    [
      'enter, erase and control keys',
      'a\r\x7f\x03\x04',
      'a<enter><backspace><interrupt><end-of-input>',
    ],
    ['arrows of both modes', '\x1b[A\x1bOB\x1b[C\x1bOD', '<up><down><right><left>'],
    ['home, end, delete', '\x1b[H\x1b[4~\x1b[3~', '<home><end><delete>'],
    ['words', '\x1b[1;5D\x1bf\x1b\x7f', '<word-left><word-right><erase-word>'],
    ['unknown sequences mean nothing', 'a\x1b[15~\x1b[1;2Rb', 'ab'],
    ['other control characters mean nothing', 'a\x00\x1f\x9bb', 'ab'],
  ])('%s', (_name, sent, expected) => {
    expect(read(sent)).toBe(expected);
  });

  test('a sequence may be cut anywhere', () => {
    const sent = 'x\x1b[1;5C\x1b[200~a\nb\x1b[201~y\x1b[A';
    for (let at = 0; at <= sent.length; at += 1) {
      expect(`${at}: ${read(sent.slice(0, at), sent.slice(at))}`).toBe(
        `${at}: x<word-right>a by<up>`,
      );
    }
  });

  test('a paste never sends by itself, and carries no control characters', () => {
    expect(read('\x1b[200~one\r\n  two\x1b[31m\n\x1b[201~')).toBe('one two[31m ');
  });
});
