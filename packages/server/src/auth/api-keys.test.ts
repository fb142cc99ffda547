import { expect, test } from 'bun:test';
import type { AppId } from '@eagre/protocol';
import { ApiKeys, hashOf } from './api-keys.ts';

const shop = 'shop' as AppId;
const secret = 'a-secret-of-enough-length-0001';

function keys(): ApiKeys {
  const all = new ApiKeys();
  all.add(shop, { id: 'k1', secret });
  all.add('mall' as AppId, { id: 'k1', sha256: hashOf(`${secret}-mall`).toString('hex') });
  return all;
}

test('a key is of its app, whether configured as secret or as hash', () => {
  expect(keys().appOf(`shop.k1.${secret}`)).toBe(shop);
  expect(keys().appOf(`mall.k1.${secret}-mall`)).toBe('mall' as AppId);
});

const wrong = [
  '',
  '.',
  '..',
  secret,
  `.${secret}`,
  `shop.k2.${secret}`,
  `mall.k1.${secret}`,
  'shop.k1.',
  `shop.k1.${secret}x`,
];

for (const key of wrong) {
  test(`refuses "${key}"`, () => expect(keys().appOf(key)).toBeUndefined());
}
