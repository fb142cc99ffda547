import { expect, test } from 'bun:test';
import {
  conversationPath,
  decodedPart,
  queuePath,
  roomPath,
  storedWayId,
  userPath,
  wayPath,
} from './paths.ts';

test('ids are escaped in addresses and come back whole', () => {
  expect(roomPath('shop', 'room:show 1/2')).toBe('/rooms/shop/room%3Ashow%201%2F2');
  expect(userPath('shop', 'a@b')).toBe('/people/shop/a%40b');
  expect(decodedPart('room%3Ashow%201%2F2')).toBe('room:show 1/2');
});

test('what somebody typed into the address is taken as it is', () => {
  expect(decodedPart('100%')).toBe('100%');
  expect(decodedPart(undefined)).toBe('');
});

test('a queue leads to the page that says most of it', () => {
  expect(queuePath('shop', 'user:u1')).toBe('/people/shop/u1');
  expect(queuePath('shop', 'group:lobby')).toBe('/queues/shop/group%3Alobby');
  expect(queuePath('shop', 'room:show1')).toBe('/rooms/shop/room%3Ashow1');
  expect(queuePath('shop', 'direct:user:b')).toBe('/queues/shop/direct%3Auser%3Ab');
  expect(conversationPath('shop', 'direct:a:b')).toBe('/queues/shop/direct%3Aa%3Ab');
});

test('a way is asked for by the id of the sender, else by the place', () => {
  const place = { conversation: 'group:lobby', epoch: 7, syncId: 12 };
  expect(storedWayId('c-1', place)).toBe('c-1');
  expect(storedWayId(undefined, place)).toBe('group:lobby~7~12');
  expect(storedWayId('', place)).toBe('group:lobby~7~12');
  expect(wayPath('a~1~2', {})).toBe('/ways/a~1~2');
  expect(wayPath('c-1', { app: 'shop', conversation: '' })).toBe('/ways/c-1?app=shop');
  expect(wayPath('c-1', { app: 'shop', conversation: 'group:a' })).toBe(
    '/ways/c-1?app=shop&conversation=group%3Aa',
  );
  expect(wayPath('c-1', { from: 'ann' })).toBe('/ways/c-1?from=ann');
});
