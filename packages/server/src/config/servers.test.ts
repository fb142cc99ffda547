import { expect, test } from 'bun:test';
import { natsUrls, postgresServers } from './servers.ts';

test('one server needs no name, several need one each', () => {
  const url = 'postgres://u:p@db1:5432,db2:5433/eagre?sslmode=require';
  expect(postgresServers(url)).toEqual([{ name: 'main', url }]);
  expect(postgresServers(`a=${url}`)).toEqual([{ name: 'a', url }]);
  expect(postgresServers(` a=${url}   b2=postgresql://db3/x `)).toEqual([
    { name: 'a', url },
    { name: 'b2', url: 'postgresql://db3/x' },
  ]);
});

const unreadable = [
  'db',
  'mysql://db/x',
  'postgres://',
  'postgres:///x',
  'postgres://u:p@/x',
  'postgres://one/x postgres://two/x',
  'a=postgres://one/x postgres://two/x',
  'a=postgres://one/x a=postgres://two/x',
  'a b=postgres://one/x',
];
for (const text of unreadable) {
  test(`no servers: ${text}`, () => expect(postgresServers(text)).toBeUndefined());
}

test('the bus has one address or several', () => {
  expect(natsUrls('nats://one:4222, tls://u:p@two?ca=/x.pem,nats://[::1]:4222')).toEqual([
    'nats://one:4222',
    'tls://u:p@two?ca=/x.pem',
    'nats://[::1]:4222',
  ]);
  for (const text of [
    '',
    'nats://',
    'nats://one,',
    'one:4222',
    'http://one:4222',
    'nats://one nats://two',
  ]) {
    expect([text, natsUrls(text)]).toEqual([text, undefined]);
  }
});
