import { expect, test } from 'bun:test';
import { messageText } from './message-text.ts';

test('a message says its words, whatever its kind', () => {
  expect(messageText({ text: 'hello' })).toBe('hello');
  expect(messageText({ itemId: 'sku-8', title: 'Trainers', price: 2990 })).toBe('Trainers');
  expect(messageText({ title: 'Sale', text: 'at eight' })).toBe('Sale · at eight');
  expect(messageText({ title: '', text: 'at eight' })).toBe('at eight');
  expect(messageText({ url: 'https://a.example/x.png' })).toBe('https://a.example/x.png');
});

test('a kind of its own is shown as it is', () => {
  expect(messageText({ votes: 3, text: 7 })).toBe('{"votes":3,"text":7}');
});

test('a long one is cut', () => {
  expect(messageText({ text: 'a'.repeat(8_000) })).toHaveLength(401);
});
