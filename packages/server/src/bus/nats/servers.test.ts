import { expect, test } from 'bun:test';
import { nameOfAddress, natsAddresses } from './servers.ts';

test('a URL says where, and how one comes in', () => {
  const one = (url: string) => natsAddresses([url])[0];
  expect(one('nats://10.0.0.1')).toEqual({ host: '10.0.0.1', port: 4222, tls: false });
  expect(one(' nats://anna:4%2F2@nats.shop:80 ')).toEqual({
    host: 'nats.shop',
    port: 80,
    tls: false,
    user: 'anna',
    password: '4/2',
  });
  expect(one('nats://s3cret@nats:4222')).toMatchObject({ token: 's3cret', port: 4222 });
  expect(one('tls://[::1]:5000?ca=/etc/ca.pem')).toEqual({
    host: '::1',
    port: 5000,
    tls: true,
    ca: '/etc/ca.pem',
  });
});

test('an address is named without what is secret', () => {
  const names = natsAddresses(['nats://anna:pass@h:1', 'tls://token@[::1]:2']).map(nameOfAddress);
  expect(names).toEqual(['h:1', '[::1]:2']);
});

test('what can not be is an error that says which and why, and tells no secret', () => {
  const error = (...urls: string[]) => {
    try {
      natsAddresses(urls);
    } catch (caught) {
      return String(caught);
    }
    return 'taken';
  };
  expect(error()).toContain('no NATS server is named');
  expect(error('nats://a', 'localhost:4222')).toContain('NATS server 2 of 2 has no URL: nats://');
  expect(error('a b')).toContain('NATS server 1 of 1 has no URL');
  expect(error('http://u:s3cret@a')).toContain('begins with http://');
  expect(error('http://u:s3cret@a')).not.toContain('s3cret');
  expect(error('nats://a?ca=/x')).toContain('an option "ca"');
  expect(error('tls://a?insecure=1')).toContain('an option "insecure"');
  expect(error('nats://a:99999')).toContain('has no URL');
});
