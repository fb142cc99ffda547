import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { BusMessage } from '../bus.ts';
import { messagesOfAllKinds } from '../bus-conformance.ts';
import { decodeMessage, encodeMessage } from './codec.ts';

const utf8 = new TextEncoder();
const bytesOf = (message: BusMessage) => encodeMessage(message) as Uint8Array;
const read = (text: string) => decodeMessage(utf8.encode(text));

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const count = fc.nat();
const json = fc.jsonValue().map((value) => JSON.stringify({ value }));
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value).map((one) => (one === null ? {} : { [key]: one }));

const chat = fc.array(fc.record({ text: json, sender: name, rank: count }), { maxLength: 8 });
const counts = fc.dictionary(
  name.filter((key) => key !== '__proto__'),
  count,
  { noNullPrototype: true },
);
const sums = fc
  .tuple(count, count, counts, optional('whole', fc.constant(true)))
  .map(([start, adds, sum, rest]) => ({ start, adds, counts: sum, ...rest }));

const anyMessage = fc.oneof(
  fc.record({
    type: fc.constant('entries'),
    entries: fc.record({
      queue: name,
      epoch: count,
      first: count,
      entries: fc.array(json, { maxLength: 8 }),
    }),
  }),
  fc
    .tuple(name, chat, optional('sums', sums), fc.array(name, { maxLength: 3 }), count)
    .map(([node, said, rest, joined, joinedMore]) => {
      return { type: 'room', node, chat: said, ...rest, joined, joinedMore };
    }),
  fc
    .tuple(json, optional('exceptDevice', name))
    .map(([frame, rest]) => ({ type: 'ephemeral', frame, ...rest })),
  fc
    .tuple(name, optional('device', name))
    .map(([reason, rest]) => ({ type: 'kick', reason, ...rest })),
  fc.record({ type: fc.constant('device'), node: name, device: name, gen: count }),
  fc
    .tuple(name, count, count, optional('visitors', name))
    .map(([node, devices, users, rest]) => ({ type: 'crowd', node, devices, users, ...rest })),
  fc.record({ type: fc.constant('changed'), node: name, document: name, version: count }),
  fc.record({ type: fc.constant('node'), node: name, figures: json }),
  fc.record({
    type: fc.constant('conversations'),
    node: name,
    changed: fc.array(fc.tuple(name, count), { maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('ask'), node: name, id: count, question: json }),
  fc.record({ type: fc.constant('answer'), node: name, id: count, answer: json }),
) as fc.Arbitrary<BusMessage>;

test('every message comes back as it was', () => {
  fc.assert(
    fc.property(anyMessage, (message) => expect(decodeMessage(bytesOf(message))).toEqual(message)),
  );
  for (const message of messagesOfAllKinds)
    expect(decodeMessage(bytesOf(message))).toEqual(message);
});

test('the texts of entries and of what is said in rooms are not written as JSON once more', () => {
  const [first, second] = ['{"a":"\\"quoted\\""}', '{"b":"\\n"}'];
  const entries = { queue: 'shop/group:g' as never, epoch: 1, first: 2, entries: [first, second] };
  const text = new TextDecoder().decode(bytesOf({ type: 'entries', entries }));
  expect(text).toBe(`1e["shop/group:g",1,2,2]\n${first}\n${second}`);
});

test('a place without entries comes as that', () => {
  const entries = { queue: 'q' as never, epoch: 1, first: 8, entries: [] };
  expect(decodeMessage(bytesOf({ type: 'entries', entries }))).toEqual({
    type: 'entries',
    entries,
  });
});

test('what is said inside a node only has no bytes', () => {
  expect(encodeMessage({ type: 'head', epoch: 1, head: 2 })).toBeUndefined();
});

test('what newer nodes say is told from what is broken', () => {
  expect(read('2e["q",1,1,0]')).toBe('version');
  expect(read('1x')).toBe('type');
  expect(read('1p{"type":"poem"}')).toBe('type');
  expect(read('1p{"type":"toString"}')).toBe('type');
  expect(read('1p{"type":"kick","reason":"x","since":7}')).toEqual({ type: 'kick', reason: 'x' });
});

test('what is broken is told, and never thrown', () => {
  const broken = [
    ...['', '1', '1e', '1r', '1p', '1p{', '1p1', '1pnull', '1p[]', '1p{"type":"kick"}'],
    ...['1e{}', '1e["q",1,1]', '1e["q",1,1,2]\n{}', '1e["q",1,1,1]\n', '1e["q",1,1,0]\n{}'],
    ...['1e["q",-1,1,0]', '1e["q",1.5,1,0]', '1e[7,1,1,0]', '1e["q",1,"1",0]', '1enull'],
    ...['1r["n",0,[],0]', '1r["n",0,[],0,["a",0]]', '1r["n",0,[],0,[]]\n{}', '1r[1,0,[],0,[]]'],
    ...['1r["n",[0,0,{"a":"b"}],[],0,[]]', '1r["n",[0,0,[]],[],0,[]]', '1r["n",0,[7],0,[]]'],
    ...['1r["n",0,[],0,["a","b"]]\n{}', '1r["n",0,[],-1,[]]', '1r["n",null,[],0,[]]'],
    ...['1r["n",[0,0],[],0,[]]', '1r["n",[-1,0,{}],[],0,[]]', '1r["n",[0,0,{"a":-1}],[],0,[]]'],
    ...['1r["n",{},[],0,[]]', '1r["n",[0,"0",{}],[],0,[]]'],
  ];
  for (const text of broken) expect([text, read(text)]).toEqual([text, 'malformed']);
});

test('whatever bytes come, there is an answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeMessage(bytes)));
  fc.assert(
    fc.property(anyMessage, fc.nat(), fc.nat(255), (message, at, byte) => {
      const bytes = bytesOf(message);
      bytes[at % bytes.length] = byte;
      decodeMessage(bytes);
      decodeMessage(bytes.subarray(0, at % bytes.length));
    }),
  );
});
