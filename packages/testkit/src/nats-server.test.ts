import { expect, test } from 'bun:test';
import { connect } from 'node:net';
import { NatsCluster } from './nats-cluster.ts';
import { NatsServer } from './nats-server.ts';
import { ChildProcess } from './process.ts';
import { until } from './until.ts';

/** What a server greets a new connection with; a refused connection rejects. */
function greeting(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without a word')));
    socket.once('data', (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
  });
}

test('serves, is killed, and comes back on the same ports', async () => {
  await using nats = await NatsServer.start();
  const { port, monitorUrl } = nats;
  expect(await greeting(port)).toStartWith('INFO ');
  await nats.kill();
  expect(await greeting(port).catch((error) => error.code)).toBe('ECONNREFUSED');
  await nats.restart();
  expect(nats.url).toBe(`nats://127.0.0.1:${port}`);
  expect(nats.monitorUrl).toBe(monitorUrl);
  expect(await greeting(port)).toStartWith('INFO ');
  await nats.stop();
  expect(await greeting(port).catch((error) => error.code)).toBe('ECONNREFUSED');
});

test('one that is paused says nothing until it goes on', async () => {
  await using nats = await NatsServer.start();
  nats.pause();
  let said = '';
  const greeted = greeting(nats.port).then((text) => (said = text));
  expect(await Promise.race([greeted, Bun.sleep(100)])).toBeUndefined();
  nats.resume();
  await greeted;
  expect(said).toStartWith('INFO ');
});

test('stops also when it is paused, and tells its figures while it runs', async () => {
  await using nats = await NatsServer.start({ settings: 'max_payload: 2000' });
  expect(await greeting(nats.port)).toContain('"max_payload":2000');
  await until(async () => (await nats.figures()).connections === 0);
  expect(await nats.figures()).toMatchObject({ slowConsumers: 0, peers: 0 });
  nats.pause();
  await nats.stop();
  expect(await greeting(nats.port).catch((error) => error.code)).toBe('ECONNREFUSED');
});

test('a cluster has all routes, also after one of it came back', async () => {
  await using cluster = await NatsCluster.start(3);
  expect(new Set(cluster.urls).size).toBe(3);
  const [first, second] = cluster.servers;
  await first?.kill();
  await until(async () => (await second?.figures())?.peers === 1);
  await first?.restart();
  await cluster.joined();
});

test('settings that the server does not take are an error with its own words', async () => {
  const failure = await NatsServer.start({ settings: 'max_payload: many' }).catch(String);
  expect(failure).toContain('nats.conf:1');
});

test('goes when whoever started it is killed', async () => {
  const script = `
    import { NatsServer } from '${import.meta.resolve('./nats-server.ts')}';
    console.log('port ' + (await NatsServer.start()).port);`;
  await using child = ChildProcess.start([process.execPath, '-e', script]);
  const port = Number((await child.waitForLine(/port (\d+)/))[1]);
  expect(await greeting(port)).toStartWith('INFO ');
  await child.kill();
  await until(() => greeting(port).catch((error) => error.code === 'ECONNREFUSED'));
});
