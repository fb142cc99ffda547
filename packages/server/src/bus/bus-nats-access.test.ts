import { expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort, NatsServer, tempDir, until } from '@eagre/testkit';
import { numbered } from './bus-conformance.ts';
import { numbersAt, openNode, quick } from './test/nats-nodes.ts';

const hurried = { ...quick, natsStartMs: 100 };

async function expectTalk(url: string): Promise<void> {
  const [one, two] = await Promise.all([openNode([url]), openNode([url])]);
  const got = numbersAt(two);
  await two.settled();
  one.publish('s', numbered(1));
  await until(() => got.length === 1);
  await Promise.all([one.close(), two.close()]);
}

test('a user with a password, and nobody else', async () => {
  await using nats = await NatsServer.start({
    settings: 'authorization { user: "anna", password: "4/2" }',
  });
  await expectTalk(nats.url.replace('//', '//anna:4%2F2@'));
  const stranger = await openNode([nats.url.replace('//', '//anna:s3cret@')], { limits: hurried });
  expect(stranger.connected).toBe(false);
  expect(stranger.reason).toContain(`127.0.0.1:${nats.port}: `);
  expect(stranger.reason?.toLowerCase()).toContain('authorization violation');
  expect(JSON.stringify(stranger.told)).not.toContain('s3cret');
  expect(stranger.told.length).toBeGreaterThan(0);
  await stranger.close();
});

test('a token', async () => {
  await using nats = await NatsServer.start({ settings: 'authorization { token: "t0ken" }' });
  await expectTalk(nats.url.replace('//', '//t0ken@'));
});

test('TLS, with a certificate of an authority of one’s own', async () => {
  using dir = tempDir();
  const [key, cert] = [join(dir.path, 'key.pem'), join(dir.path, 'cert.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'],
    ...['-keyout', key, '-out', cert],
  ]);
  expect(made.status).toBe(0);
  await using nats = await NatsServer.start({
    settings: `tls { cert_file: "${cert}", key_file: "${key}" }`,
  });
  const url = `tls://localhost:${nats.port}`;
  await expectTalk(`${url}?ca=${cert}`);
  const wary = await openNode([url], { limits: hurried });
  expect(wary.connected).toBe(false);
  expect(wary.reason).toContain(`localhost:${nats.port}`);
  await wary.close();
});

test('a subject that the server keeps from us is reported, and the others go on', async () => {
  await using nats = await NatsServer.start({
    settings: `authorization { users: [{ user: "a", password: "b",
      permissions: { publish: ">", subscribe: { allow: ">", deny: "eagre.secret" } } }] }`,
  });
  const url = nats.url.replace('//', '//a:b@');
  const [one, two] = await Promise.all([openNode([url]), openNode([url])]);
  numbersAt(two, 'secret');
  const got = numbersAt(two);
  await until(() => two.told.some(({ error }) => String(error).includes('eagre.secret')));
  await two.settled();
  one.publish('secret', numbered(1));
  one.publish('s', numbered(2));
  await until(() => got.length === 1);
  await Promise.all([one.close(), two.close()]);
});

test('deployments with different prefixes share a server and hear nothing of each other', async () => {
  await using nats = await NatsServer.start();
  const open = (prefix: string) => openNode([nats.url], { prefix });
  const [one, two, other] = await Promise.all([open('a'), open('a'), open('b')]);
  const [got, gotOther] = [numbersAt(two), numbersAt(other)];
  await Promise.all([two.settled(), other.settled()]);
  one.publish('s', numbered(1));
  await until(() => got.length === 1);
  expect(gotOther).toEqual([]);
  await Promise.all([one, two, other].map((bus) => bus.close()));
});

test('a node starts without NATS, says why, and is connected when NATS is there', async () => {
  const port = await freePort();
  const node = await openNode([`nats://127.0.0.1:${port}`], { limits: hurried });
  expect(node.connected).toBe(false);
  expect(node.reason).toBe(`127.0.0.1:${port}: connection refused`);
  expect(node.told[0]?.what).toBe('NATS can not be reached');
  const got = numbersAt(node);
  await using nats = await NatsServer.start({ port });
  await node.settled();
  expect(node.connected).toBe(true);
  expect(node.reason).toBeUndefined();
  const other = await openNode([nats.url]);
  other.publish('s', numbered(1));
  await until(() => got.length === 1);
  await Promise.all([node.close(), other.close()]);
});

test('closing while no server can be reached takes no time', async () => {
  const slow = { ...hurried, natsRetryMinMs: 60_000, natsRetryMaxMs: 60_000 };
  const node = await openNode([`nats://127.0.0.1:${await freePort()}`], { limits: slow });
  const startMs = performance.now();
  await node.close();
  expect(performance.now() - startMs).toBeLessThan(500);
});

test('what can not be is refused at once', async () => {
  expect(await openNode(['http://a']).catch(String)).toContain('begins with http://');
  expect(await openNode(['nats://a'], { prefix: 'a b' }).catch(String)).toContain('a prefix');
});
