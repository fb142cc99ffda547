import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import {
  bodySchemas,
  closeTable,
  errorTable,
  mayReconnect,
  requestSchemas,
  subprotocol,
  wireLimits,
} from '@eagre/protocol';
import { limits } from '../packages/server/src/limits.ts';
import { fencedBlocks } from './docs/fenced-blocks.ts';
import { tableRows } from './docs/markdown-table.ts';
import { type Frame, frameOf, problemsOf } from './docs/protocol-frames.ts';
import { typeErrors } from './docs/type-check.ts';

const document = readFileSync(new URL('../docs/protocol.md', import.meta.url), 'utf8');
const blocks = fencedBlocks(document, 'json').map((block) => ({
  line: block.line,
  frame: frameOf(block.text),
}));
const pushNames = ['entries', 'head', 'typing', 'read', 'notice', 'room', 'room.state'];

test('every command has a heading and an example', () => {
  const headings = [...document.matchAll(/^### 6\.\d+ (\S+)$/gm)].map((match) => match[1]);
  const commands = Object.keys(requestSchemas);
  expect(headings.toSorted()).toEqual(commands.toSorted());
  const shown = new Set(blocks.flatMap(({ frame }) => (frame.kind === 'request' ? frame.cmd : [])));
  expect(commands.filter((name) => !shown.has(name))).toEqual([]);
});

test('every push has a heading and an example', () => {
  const headings = [...document.matchAll(/^### 8\.\d+ (\S+)$/gm)].map((match) => match[1]);
  expect(headings).toEqual(pushNames);
  const shown = new Set(blocks.flatMap(({ frame }) => (frame.kind === 'push' ? frame.push : [])));
  expect([...shown].toSorted()).toEqual(pushNames.toSorted());
});

test('every request and error in it passes the tables of the protocol', () => {
  const problems = blocks.flatMap(({ line, frame }) =>
    problemsOf(frame).map((problem) => `docs/protocol.md:${line} ${problem}`),
  );
  expect(problems).toEqual([]);
});

test('the checks of examples can fail', () => {
  expect(problemsOf(frameOf('{"id":1,"cmd":"ping","extra":1}'))).not.toEqual([]);
  expect(problemsOf(frameOf('{"id":1,"cmd":"nothing"}'))).not.toEqual([]);
  expect(problemsOf(frameOf('{"id":1,"error":{"code":"conflict","temporary":false}}'))).toEqual([
    'conflict has temporary: true',
  ]);
});

test('every answer and push in it has the type that the protocol gives it', () => {
  expect(typeErrors('protocol-doc', { 'frames.ts': typedFrames() })).toBe('');
  // A wrong one is noticed.
  const wrong = `${typedFrames()}\nexport const wrong: Wire<Answer<'ping'>> = { later: 1 };\n`;
  expect(typeErrors('protocol-doc-wrong', { 'frames.ts': wrong })).toContain("'later'");
}, 60_000);

test('the error table is the one of the code', () => {
  const rows = tableRows(document, 'code', 'temporary', 'HTTP').map((row) => row.slice(0, 3));
  expect(rows).toEqual(
    Object.entries(errorTable).map(([code, { temporary, http }]) => [
      code,
      temporary ? 'yes' : 'no',
      String(http),
    ]),
  );
});

test('the close table is the one of the code', () => {
  const rows = tableRows(document, 'name', 'code', 'meaning', 'client');
  expect(rows.map((row) => row.slice(0, 2))).toEqual(
    Object.entries(closeTable).map(([name, { code }]) => [name, String(code)]),
  );
  for (const [name, code, , client] of rows) {
    expect(`${name}: ${client?.includes('reconnects')}`).toBe(
      `${name}: ${mayReconnect(Number(code))}`,
    );
  }
});

test('the limits are those of the code', () => {
  const rows = tableRows(document, 'name', 'value', 'meaning');
  const told = rows.map(([name, value]) => [name, Number(value?.replaceAll(',', ''))] as const);
  const wire = Object.entries(wireLimits);
  expect(told.slice(0, wire.length)).toEqual(wire);
  const server: Readonly<Record<string, unknown>> = limits;
  for (const [name = '', value] of told.slice(wire.length)) {
    expect([name, server[name]]).toEqual([name, value]);
  }
});

test('every kind of message, entry and setting of the wire is named', () => {
  const names = [
    ...Object.keys(bodySchemas),
    ...['message', 'members', 'recall', 'info'],
    ...['copy', 'personal', 'joined', 'left', 'mode', 'settings'],
    ...['drain', 'token_expiring', subprotocol, '/v1/connect'],
  ];
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

/** The answers and pushes as TypeScript that the compiler accepts only if the types fit. */
function typedFrames(): string {
  const commandOf = new Map<number, string>();
  const lines = blocks.flatMap(({ frame, line }) => {
    if (frame.kind === 'request') commandOf.set(Number(idOf(frame)), frame.cmd);
    const type = typeOf(frame, commandOf);
    if (type === undefined) return [];
    return `export const line${line}: Wire<${type}> = ${JSON.stringify(frame.value)};`;
  });
  return `
import type { Answer, Push, WireError } from '@eagre/protocol';
/** Without the brands of ids: a document has plain strings. */
type Wire<T> = T extends string & { readonly brand: string } ? string
  : T extends string | number | boolean | null | undefined ? T
  : T extends (infer Item)[] ? (number extends T['length'] ? Wire<Item>[] : { [Key in keyof T]: Wire<T[Key]> })
  : { [Key in keyof T]: Wire<T[Key]> };
${lines.join('\n')}
`;
}

function typeOf(frame: Frame, commandOf: ReadonlyMap<number, string>): string | undefined {
  if (frame.kind === 'push') return 'Push';
  if (frame.kind === 'error') return 'WireError';
  if (frame.kind !== 'ok') return undefined;
  const command = commandOf.get(frame.id);
  // The first block of answers stands before its request: it is that of `ping`.
  return `Answer<'${command ?? 'ping'}'>`;
}

function idOf(frame: Frame): unknown {
  return 'id' in frame.value ? frame.value.id : undefined;
}
