import { expect, test } from 'bun:test';
import { codeOnly } from './code-only.ts';

test('comments and the insides of strings vanish, lines and length stay', () => {
  const text = 'const a = \'in // it\'; // any\n/* enum\n X */ let b = "q\\"q";';
  const code = codeOnly(text);
  expect(code).toHaveLength(text.length);
  expect(code.split('\n')).toHaveLength(3);
  expect(code.replace(/ +/g, ' ')).toBe('const a = \' \'; \n \n let b = " ";');
});

test('code inside a template literal stays, its text goes', () => {
  const code = codeOnly('x = `any \u0024{f({ a: `enum \u0024{g}` })} any`; y');
  expect(code).not.toContain('any');
  expect(code).not.toContain('enum');
  expect(code).toContain('f({ a: `');
  expect(code).toContain('\u0024{g}');
  expect(code).toEndWith('; y');
});

test('a regular expression is not read as a comment or a string, a division not as one', () => {
  expect(codeOnly('a = /[/\'"]any/g; b')).toMatch(/^a = \/ +g; b$/);
  expect(codeOnly("a = b / c; d = '//' / e")).toBe("a = b / c; d = '  ' / e");
});
