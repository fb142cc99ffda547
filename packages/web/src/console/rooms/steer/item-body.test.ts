import { expect, test } from 'bun:test';
import { itemBody } from './item-body.ts';

const draft = { itemId: ' sku-8 ', title: 'Trainers', price: 29.9, currency: 'CNY' };

test('a price travels in the smallest unit of its currency', () => {
  expect(itemBody(draft)).toEqual({
    itemId: 'sku-8',
    title: 'Trainers',
    price: 2990,
    currency: 'CNY',
  });
  expect(itemBody({ ...draft, price: 1_200, currency: 'JPY' })).toMatchObject({ price: 1_200 });
  expect(itemBody({ ...draft, price: 1.15 })).toMatchObject({ price: 115 });
});

test('an item may have no price; then the currency is nothing either', () => {
  expect(itemBody({ ...draft, price: Number.NaN, currency: '' })).toEqual({
    itemId: 'sku-8',
    title: 'Trainers',
  });
});

test('what lacks is not sent', () => {
  expect(itemBody({ ...draft, itemId: ' ' })).toBeUndefined();
  expect(itemBody({ ...draft, title: '' })).toBeUndefined();
  expect(itemBody({ ...draft, currency: 'C' })).toBeUndefined();
});
