import { Fleet } from '@eagre/swarm/device/fleet';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf, watchCpu } from '../lib/cpu-share.ts';
import { ServerProcess } from '../lib/server-process.ts';
import { connectAll } from '../load/connect-all.ts';
import { settledBytes } from '../load/settled-memory.ts';
import { Setup, usersNamed } from '../load/setup.ts';

/** Connected and gone before the first look, so that code and caches are not counted as connections. */
const warmUpDevices = 500;

export const idle: Scenario = {
  name: 'idle',
  about: 'memory of idle connections that each follow several groups',
  method:
    'Growth of the resident memory of the server process from no connection to 15,000, each in 20 of 600 groups of 500, after it has settled.',
  options: {
    connections: { type: 'number', about: 'devices', default: 15_000, min: 100, max: 60_000 },
    groups: { type: 'number', about: 'groups of each device', default: 20, min: 1, max: 200 },
    size: { type: 'number', about: 'members of a group', default: 500, min: 2, max: 5000 },
    settle: {
      type: 'number',
      about: 'longest wait for memory to settle, s',
      default: 12,
      min: 1,
      max: 300,
    },
  },
  figures: {
    bytesPerConnection: {
      unit: 'bytes',
      about: "growth of the server's resident memory ÷ connections",
      target: { text: '≤ 8,000', reached: (value) => value <= 8000 },
    },
    connectsPerSecond: { unit: 'connects/s', about: 'handshake, token, queues of the user' },
    residentBytes: { unit: 'bytes', about: 'of the whole server, with all connections' },
    membersStoredPerSecond: { unit: 'members/s', about: 'made through the HTTP API beforehand' },
  },
  async run({ options, progress }) {
    const connections = numberOption(options, 'connections');
    const perUser = numberOption(options, 'groups');
    const size = Math.min(numberOption(options, 'size'), connections);
    assertDevicesFit(connections);

    progress.step('starting the server');
    let server = await ServerProcess.start({ connections: connections + warmUpDevices });
    const users = usersNamed('u', connections);
    const groups = overlappingGroups(users, perUser, size);
    progress.step(`making ${groups.length} groups of ${size}`);
    const setupMs = performance.now();
    await new Setup(server).groups(groups, 'read', (done) => progress.at(done));
    const setupSeconds = (performance.now() - setupMs) / 1000;
    server = await server.restart();

    const fleet = new Fleet(server);
    const warm = await connectAll(fleet, users.slice(0, warmUpDevices), progress, {
      follows: false,
    });
    fleet.closing = true;
    for (const device of warm) device.close();
    progress.step('letting memory settle');
    const settle = numberOption(options, 'settle');
    const before = await settledBytes(server, settle, progress);

    const idleFleet = new Fleet(server);
    const cpu = watchCpu(server.pid);
    const startedMs = performance.now();
    const devices = await connectAll(idleFleet, users, progress, { follows: false, recent: 0 });
    const connectsPerSecond = connections / ((performance.now() - startedMs) / 1000);
    const shares = cpu();
    progress.step('letting memory settle');
    const after = await settledBytes(server, settle, progress);
    const { faultCount, faults } = idleFleet.ledger;
    idleFleet.closing = true;
    for (const device of devices) device.terminate();
    return {
      figures: {
        bytesPerConnection: (after - before) / connections,
        connectsPerSecond,
        residentBytes: after,
        membersStoredPerSecond: (connections * perUser) / setupSeconds,
      },
      bound: `connects: ${boundOf(shares)}; memory: the runtime's socket, the connection, and 20 subscriptions each`,
      verdicts: [
        faultCount === 0
          ? { ok: true, text: `all ${connections.toLocaleString('en')} connections stayed open` }
          : { ok: false, text: `${faultCount} connections were lost, first: ${faults[0]}` },
      ],
    };
  },
};

/** Each user in `perUser` groups, and not always with the same people. */
function overlappingGroups(users: readonly string[], perUser: number, size: number) {
  const groups: { group: string; members: string[] }[] = [];
  for (let layer = 0; layer < perUser; layer += 1) {
    // Each layer deals the users out anew: a stride over the circle of users.
    const stride = layer + 1;
    const dealt = dealBy(users, stride);
    for (let at = 0; at < dealt.length; at += size) {
      groups.push({ group: `group:g${layer}-${at / size}`, members: dealt.slice(at, at + size) });
    }
  }
  return groups;
}

function dealBy(users: readonly string[], stride: number): string[] {
  const dealt: string[] = [];
  for (let start = 0; start < stride; start += 1) {
    for (let at = start; at < users.length; at += stride) dealt.push(users[at] as string);
  }
  return dealt;
}
