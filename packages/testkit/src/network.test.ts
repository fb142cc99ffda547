import { expect, test } from 'bun:test';
import { FakeClock } from './clock.ts';
import { type Connection, FakeNetwork, type Faults } from './network.ts';
import { SeededRandom } from './random.ts';

function setUp(faults: Partial<Faults> = {}, seed = 1) {
  const clock = new FakeClock();
  const network = new FakeNetwork({ clock, random: new SeededRandom(seed), faults });
  const connection = network.connect();
  return { clock, network, connection, atServer: recordServer(connection, clock) };
}

function recordServer(connection: Connection, clock: FakeClock): string[] {
  const seen: string[] = [];
  connection.server.onMessage = (data) => seen.push(`${data}@${clock.monotonicMs()}`);
  connection.server.onClose = (code, reason) => seen.push(`close ${code} ${reason}`);
  return seen;
}

const sendMany = (connection: Connection, count: number) => {
  for (let i = 0; i < count; i += 1) connection.device.send(`${i}`);
};
const numbers = (seen: readonly string[]) => seen.map((entry) => Number(entry.split('@')[0]));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('frames arrive after the delay, in order, and never within send', async () => {
  const { clock, connection, atServer } = setUp({ delayMs: 30 });
  sendMany(connection, 2);
  await clock.advance(29);
  expect(atServer).toEqual([]);
  await clock.advance(1);
  expect(atServer).toEqual(['0@30', '1@30']);
});

test('bytes are copied, so that the sender may use its buffer again', async () => {
  const { clock, connection } = setUp();
  const received: unknown[] = [];
  connection.device.onMessage = (data) => received.push(data);
  const buffer = Uint8Array.of(1, 2);
  connection.server.send(buffer);
  buffer.fill(9);
  await clock.advance(0);
  expect(received).toEqual([Uint8Array.of(1, 2)]);
});

test('jitter spreads arrivals but keeps the order', async () => {
  const { clock, connection, atServer } = setUp({ delayMs: 10, jitterMs: 50 });
  sendMany(connection, 200);
  await clock.advance(60);
  expect(numbers(atServer)).toEqual(upTo(200));
  expect(new Set(atServer.map((entry) => entry.split('@')[1])).size).toBeGreaterThan(3);
});

test('lost frames are gone and counted', async () => {
  const { clock, connection, atServer } = setUp({ loss: 0.3 });
  sendMany(connection, 1_000);
  await clock.advance(0);
  const { lost, delivered } = connection.counts.toServer;
  expect(lost).toBeGreaterThan(200);
  expect(lost).toBeLessThan(400);
  expect(delivered).toBe(1_000 - lost);
  expect(atServer).toHaveLength(delivered);
});

test('duplicated frames come twice and are counted', async () => {
  const { clock, connection, atServer } = setUp({ duplication: 0.5 });
  sendMany(connection, 100);
  await clock.advance(0);
  expect(connection.counts.toServer.duplicated).toBeGreaterThan(20);
  expect(atServer).toHaveLength(100 + connection.counts.toServer.duplicated);
});

test('reordered frames are passed by later ones, and none is missing', async () => {
  const { clock, connection, atServer } = setUp({ reordering: 0.2, reorderMs: 5 });
  for (let i = 0; i < 100; i += 1) {
    connection.device.send(`${i}`);
    await clock.advance(1);
  }
  await clock.advance(5);
  expect(connection.counts.toServer.reordered).toBeGreaterThan(5);
  expect(numbers(atServer)).not.toEqual(upTo(100));
  expect(numbers(atServer).sort((a, b) => a - b)).toEqual(upTo(100));
});

test('faults are per direction', async () => {
  const { clock, connection, atServer } = setUp();
  connection.setFaults('toServer', { loss: 1 });
  let atDevice = 0;
  connection.device.onMessage = () => (atDevice += 1);
  connection.device.send('up');
  connection.server.send('down');
  await clock.advance(0);
  expect(atServer).toEqual([]);
  expect(atDevice).toBe(1);
});

test('a close arrives after the frames sent before it, with code and reason', async () => {
  const { clock, network, connection, atServer } = setUp({ delayMs: 10, reordering: 1 });
  connection.device.send('last');
  connection.device.close(4001, 'done');
  connection.device.send('ignored');
  expect(connection.device.isClosed).toBe(true);
  expect(network.openConnections).toBe(1);
  await clock.advance(100);
  expect(atServer).toEqual(['last@30', 'close 4001 done']);
  expect(network.openConnections).toBe(0);
});

test('a cut loses what is under way and closes both sides with 1006, once', async () => {
  const { clock, network, connection, atServer } = setUp({ delayMs: 10 });
  const deviceCloses: number[] = [];
  connection.device.onClose = (code) => deviceCloses.push(code);
  sendMany(connection, 3);
  connection.cut();
  connection.cut();
  await clock.advance(100);
  expect(atServer).toEqual(['close 1006 cut']);
  expect(deviceCloses).toEqual([1006]);
  expect(connection.counts.toServer).toMatchObject({ sent: 3, delivered: 0, dropped: 3 });
  expect([network.openConnections, clock.pendingTimers]).toEqual([0, 0]);
});

test('a half-open line swallows one direction, closes too, and nobody is told', async () => {
  const { clock, network, connection, atServer } = setUp();
  let atDevice = 0;
  connection.device.onMessage = () => (atDevice += 1);
  connection.stall('toServer');
  connection.device.send('swallowed');
  connection.server.send('arrives');
  await clock.advance(1_000);
  expect([atServer.length, atDevice, connection.counts.toServer.stalled]).toEqual([0, 1, 1]);

  connection.heal('toServer');
  connection.device.send('after');
  await clock.advance(0);
  expect(atServer).toEqual(['after@1000']);

  connection.stall('toServer');
  connection.device.close();
  await clock.advance(1_000);
  expect(connection.server.isClosed).toBe(false);
  expect(network.openConnections).toBe(1);
});

test('frames that arrive at a closed side are dropped and counted', async () => {
  const { clock, connection } = setUp({ delayMs: 10 });
  connection.device.send('late');
  connection.server.close();
  await clock.advance(10);
  expect(connection.counts.toServer).toMatchObject({ delivered: 0, dropped: 1 });
});

test('frames that came before the handler wait for it', async () => {
  const { clock, connection } = setUp();
  connection.server.send('hello');
  await clock.advance(0);
  const seen: unknown[] = [];
  connection.device.onMessage = (data) => seen.push(data);
  expect(seen).toEqual(['hello']);
});

test('a seed replays a run to the frame', async () => {
  const run = async (seed: number) => {
    const faults = { delayMs: 5, jitterMs: 20, loss: 0.1, duplication: 0.1, reordering: 0.1 };
    const { clock, connection, atServer } = setUp(faults, seed);
    sendMany(connection, 100);
    await clock.advance(100);
    return atServer;
  };
  expect(await run(3)).toEqual(await run(3));
  expect(await run(3)).not.toEqual(await run(4));
});

test('cutAll cuts every connection', async () => {
  const { network } = setUp();
  network.connect();
  expect(network.connections).toHaveLength(2);
  network.cutAll();
  expect(network.openConnections).toBe(0);
});
