import { expect, test } from 'bun:test';
import { hideSecrets } from './url-secrets.ts';

const shown: [text: string, shown: string][] = [
  ['postgres://ann:pw@db:5432/eagre', 'postgres://ann:***@db:5432/eagre'],
  ['postgres://ann@db/eagre', 'postgres://ann@db/eagre'],
  ['postgresql://ann:p@ss/w?rd@one,two/eagre', 'postgresql://ann:***@one,two/eagre'],
  [
    'a=postgres://u:pw@one/x  b=postgres://u:pw@two/y',
    'a=postgres://u:***@one/x  b=postgres://u:***@two/y',
  ],
  [
    'postgres://db/eagre?user=u&password=pw&sslmode=require',
    'postgres://db/eagre?user=u&password=***&sslmode=require',
  ],
  ['nats://one:4222,tls://u:pw@two:4222', 'nats://one:4222,tls://u:***@two:4222'],
  ['nats://tok-en@one,nats://tok-en@two', 'nats://***@one,nats://***@two'],
  ['"postgres://u:pw@db/x"', '"postgres://u:***@db/x"'],
  ['connect to postgres://u:pw@db/x: refused', 'connect to postgres://u:***@db/x: refused'],
  ['no URL, mail a@b.c', 'no URL, mail a@b.c'],
];

for (const [text, expected] of shown) {
  test(`${expected}`, () => {
    expect(hideSecrets(text)).toBe(expected);
    expect(hideSecrets(expected)).toBe(expected);
  });
}
