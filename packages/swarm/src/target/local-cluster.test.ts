import { afterEach, expect, test } from 'bun:test';
import { chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ChildProcess, tempDir, until } from '@eagre/testkit';
import { Device } from '../device/device.ts';
import { Fleet } from '../device/fleet.ts';
import { Api } from './api.ts';
import { LocalCluster, type LocalClusterOptions, whyNoCluster } from './local-cluster.ts';
import { tokenGiver } from './tokens.ts';

const patience = 60_000;
const clusterTest = test.skipIf(whyNoCluster() !== undefined);

let cluster: LocalCluster | undefined;
afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

async function start(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  cluster = await LocalCluster.start(options);
  return cluster;
}

function isOpen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

function portsOf({ nodes, postgres, nats, front }: LocalCluster): number[] {
  return [...nodes, ...postgres, ...nats, front].map(({ port }) => port);
}

async function deviceOf({ target }: LocalCluster, user: string): Promise<Device> {
  const fleet = new Fleet(target.address);
  fleet.closing = true;
  return (await Device.connect(fleet, { user, token: await tokenGiver(target.tokens)(user) }))
    .device;
}

clusterTest(
  'devices come to all nodes through the front, any node answers, and nothing is left',
  async () => {
    const own = await start({ nodes: 2 });
    const ports = portsOf(own);
    expect([...own.parts.keys()]).toEqual(['node1', 'node2', 'postgres', 'nats']);
    const api = new Api(own.url, own.secrets.key);
    await api.post('/v1/rooms', { room: 'room:a' });
    for (const { url } of own.nodes) {
      const there = new Api(url, own.secrets.key).get<{ room: string }>('/v1/rooms/room%3Aa');
      expect(await there).toMatchObject({ room: 'room:a' });
    }
    const devices = await Promise.all(['a', 'b', 'c', 'd'].map((user) => deviceOf(own, user)));
    expect(new Set(devices.map(({ node }) => node))).toEqual(new Set(['node1', 'node2']));
    await own.stop();
    await own.stop();
    expect(await Promise.all(ports.map(isOpen))).toEqual(ports.map(() => false));
  },
  patience,
);

clusterTest(
  'each part may be taken away and comes back on its port with its data',
  async () => {
    const own = await start({ nodes: 2 });
    const ports = portsOf(own);
    const api = new Api(own.url, own.secrets.key);
    const rooms: string[] = [];
    // A node may need a moment until it has found a part again.
    const serves = (what: string) =>
      until(
        async () => {
          const room = `room-${rooms.length}`;
          rooms.push(room);
          await api.post('/v1/rooms', { room: `room:${room}` });
          return api.get<{ room: string }>(`/v1/rooms/room%3A${room}`);
        },
        { what, timeoutMs: 15_000, pollMs: 50 },
      );
    for (const [name, part] of own.parts) {
      await serves(`the cluster to serve before ${name}`);
      await part.kill();
      await part.restart();
      await serves(`the cluster to serve after ${name}`);
    }
    await api.get(`/v1/rooms/room%3A${rooms[0]}`);
    expect(portsOf(own)).toEqual(ports);
    const [node1] = own.nodes;
    await node1?.kill();
    // The other one has it all.
    for (let i = 0; i < 4; i += 1) expect((await fetch(`${own.url}/healthz`)).ok).toBe(true);
    for (const part of own.parts.values()) if (part !== node1) part.pause();
    // Paused parts can be stopped, too.
    await own.stop();
    expect(await Promise.all(ports.map(isOpen))).toEqual(ports.map(() => false));
  },
  patience,
);

clusterTest(
  'what can not be is an error, and leaves nothing',
  async () => {
    const wrong = LocalCluster.start({ nodes: 1, node: { settings: { noSuchSetting: 1 } } });
    await expect(wrong).rejects.toThrow('noSuchSetting');
  },
  patience,
);

test.skipIf(whyNoCluster() !== undefined || process.platform !== 'linux')(
  'everything ends with the tool, even when that is killed',
  async () => {
    const script = fileURLToPath(new URL('./test/abandoned-cluster.ts', import.meta.url));
    // What it leaves in files nobody can take away after a kill -9.
    using directory = tempDir();
    chmodSync(directory.path, 0o755);
    const env = { TMPDIR: directory.path };
    await using tool = ChildProcess.start([process.execPath, script], { env });
    const [, list = ''] = await tool.waitForLine(/^started (.*)$/, 30_000);
    const ports = list.split(' ').map(Number);
    expect(ports).toHaveLength(4);
    expect(await Promise.all(ports.map(isOpen))).toEqual(ports.map(() => true));
    await tool.kill();
    await until(async () => !(await Promise.all(ports.map(isOpen))).includes(true), {
      what: 'all of it to be gone',
    });
  },
  patience,
);
