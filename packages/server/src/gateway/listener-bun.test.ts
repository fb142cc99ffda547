import { afterEach, expect, test } from 'bun:test';
import { closeTable, subprotocol, wireLimits } from '@eagre/protocol';
import { type SeededRandom, until, withSeed } from '@eagre/testkit';
import { clientFrame, opBinary, opText, rawClient } from './test/raw-client.ts';
import { realGateway } from './test/real-gateway.ts';

let server: ReturnType<typeof realGateway> | undefined;
afterEach(() => server?.stop());

function start(given: Parameters<typeof realGateway>[0] = {}) {
  server = realGateway(given);
  return server;
}

const connect = (user: string) => JSON.stringify({ id: 0, cmd: 'connect', user });

test('WebSockets on their path, with the subprotocol; HTTP elsewhere', async () => {
  const { listener } = start();
  const base = `127.0.0.1:${listener.port}`;
  expect(await (await fetch(`http://${base}/healthz?x=1`)).text()).toBe('http /healthz');
  expect((await fetch(`http://${base}/v1/connect`)).status).toBe(426);
  const ws = new WebSocket(`ws://${base}/v1/connect?x=1`, subprotocol);
  const answers: string[] = [];
  ws.onmessage = ({ data }) => answers.push(String(data));
  ws.onopen = () => ws.send(connect('alice'));
  await until(() => answers.length === 1);
  expect([ws.protocol, answers[0]]).toEqual([subprotocol, '{"id":0,"ok":{}}']);
  ws.close();
});

test('another subprotocol is refused; while draining everybody is', async () => {
  const { gateway, listener } = start();
  const upgrade = (protocol: string) =>
    fetch(`http://127.0.0.1:${listener.port}/v1/connect`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': protocol,
      },
    });
  expect((await upgrade('other.v1')).status).toBe(400);
  await gateway.drain({ spreadMs: 0 });
  const refused = await upgrade(subprotocol);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
});

test.each([
  ['text that is no UTF-8', clientFrame(Buffer.from([0x7b, 0xff, 0xfe]), opText), 1007],
  ['a binary frame', clientFrame(Buffer.from('{}'), opBinary), closeTable.malformed_frame.code],
  ['no JSON', clientFrame(Buffer.from('{"id":')), closeTable.malformed_frame.code],
  [
    'a frame past our limit',
    clientFrame(Buffer.alloc(wireLimits.connectFrameBytes + 1, 'x')),
    closeTable.frame_too_large.code,
  ],
] as const)('%s is closed with its code', async (_name, bytes, code) => {
  const { gateway, listener } = start();
  const client = await rawClient(listener.port);
  client.sendBytes(bytes);
  await until(() => gateway.connections === 0);
  await until(() => client.closeCode !== undefined || client.ended);
  expect(client.closeCode).toBe(code);
  client.end();
});

/** A frame as hostile or broken devices send them. */
function badBytes(random: SeededRandom): Uint8Array {
  const below = (n: number) => Math.floor(random.next() * n);
  const noise = () => Buffer.from(Array.from({ length: below(300) }, () => below(256)));
  const command = JSON.stringify({
    id: below(5),
    cmd: ['ping', 'x', '', 'connect'][below(4)],
    a: 1,
  });
  const kinds = [
    () => noise(),
    () => clientFrame(noise(), below(16), random.next() < 0.5),
    () => clientFrame(Buffer.from(command.slice(0, below(command.length)))),
    () => clientFrame(Buffer.from(command)).subarray(0, below(command.length)),
    () => clientFrame(Buffer.from('['.repeat(below(100_000)))),
    () => clientFrame(Buffer.alloc(below(1_200_000), 'x')),
    () =>
      clientFrame(Buffer.from(`{"id":${below(9)},"cmd":${['1', 'null', '[]', '{}'][below(4)]}}`)),
    () => clientFrame(Buffer.from(command), opText, false),
  ];
  return (kinds[below(kinds.length)] as () => Uint8Array)();
}

test(
  'any bytes: an answer or a close, the server stays, and nothing is left',
  () =>
    withSeed(async (random) => {
      const { gateway, fanout, bus, listener } = start();
      for (let round = 0; round < 150; round += 1) {
        const client = await rawClient(listener.port);
        if (random.next() < 0.5) client.send(connect('alice'));
        for (let i = 0; i < 3 && !client.ended; i += 1) client.sendBytes(badBytes(random));
        client.end();
      }
      await until(() => gateway.connections === 0);
      const healthy = await rawClient(listener.port);
      healthy.send(connect('bob'));
      healthy.send(JSON.stringify({ id: 1, cmd: 'ping' }));
      await until(() => healthy.texts.length === 1 || healthy.texts.length === 2);
      expect(healthy.closeCode).toBeUndefined();
      healthy.end();
      await until(() => gateway.connections === 0);
      expect([
        fanout.subscriptions,
        fanout.topics,
        bus.subscriptions,
        gateway.registry.size,
      ]).toEqual([0, 0, 0, 0]);
    }),
  30_000,
);
