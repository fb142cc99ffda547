import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { settingsForRooms } from '@eagre/swarm/target/local-server-settings';
import { RoomsApi } from '@eagre/swarm/target/rooms-api';
import { SeededRandom } from '@eagre/testkit';
import type { Progress } from '../cli/progress.ts';
import {
  atLeast,
  atMost,
  exactly,
  numberOption,
  type Scenario,
  type Verdict,
} from '../cli/scenario.ts';
import { ClusterProcess } from '../lib/cluster-process.ts';
import { describeCpu } from '../lib/cpu-share.ts';
import { secrets } from '../lib/credentials.ts';
import type { Served } from '../lib/served.ts';
import { BusWatch } from '../room/bus-watch.ts';
import { p99OverWindowMs } from '../room/capacity.ts';
import { isSustained } from '../room/climb.ts';
import { type LivePlan, LiveRun, type Spell } from '../room/live-run.ts';
import { startRoomServer } from '../room/room-stage.ts';

const room = 'room:live';

export const clusterRoom: Scenario = {
  name: 'cluster-room',
  about: 'one room over two nodes, beside the same room on one server',
  method:
    '10,000 devices of one room with the display cap off; 1,000 texts a second by an open-loop schedule, fitted to a real show. First one server, then two nodes with half of the devices each; what the nodes tell each other is heard on NATS.',
  options: {
    devices: { type: 'number', about: 'in the room', default: 10_000, min: 8, max: 18_000 },
    rate: { type: 'number', about: 'said a second', default: 1000, min: 1, max: 100_000 },
    window: { type: 'number', about: 'of the room, ms', default: 250, min: 10, max: 10_000 },
    reliable: { type: 'number', about: 'reliable messages a second', default: 5, min: 1, max: 100 },
    seconds: { type: 'number', about: 'length of each measurement', default: 5, min: 1, max: 600 },
    seed: { type: 'number', about: 'of the texts', default: 1, min: 0, max: 2 ** 32 },
  },
  figures: {
    cpuRatio: {
      unit: 'times',
      about: 'deliveredPerNodeCpuSecond to singlePerCpuSecond',
      target: atLeast(0.8),
    },
    cpuRatioWithAll: { unit: 'times', about: 'the same with what PostgreSQL and NATS take' },
    deliveredPerNodeCpuSecond: {
      unit: 'messages',
      about: 'messages × devices for each second of processor time of both nodes',
    },
    singlePerCpuSecond: { unit: 'messages', about: 'the same of one server' },
    deliveredMessagesPerSecond: { unit: 'messages/s', about: 'messages × devices, two nodes' },
    p50Ms: { unit: 'ms', about: 'said → shown, half of the messages, two nodes' },
    p99Ms: { unit: 'ms', about: 'the same, 99 %' },
    singleP99Ms: { unit: 'ms', about: 'the same, one server' },
    reliableP99Ms: { unit: 'ms', about: 'sent to the HTTP API → arrived, 99 %, two nodes' },
    busMessagesPerWindow: {
      unit: 'messages',
      about: 'about the room by the node with the most ÷ windows passed',
      target: atMost(1),
    },
    crossingsPerMessage: {
      unit: 'times',
      about: 'that what was said went over the bus',
      target: exactly(1),
    },
    lost: { unit: 'messages', about: 'reliable × devices', target: exactly(0) },
    chatLost: { unit: 'messages', about: 'best-effort × devices', target: exactly(0) },
  },
  async run({ options, progress }) {
    const devices = numberOption(options, 'devices');
    const windowMs = numberOption(options, 'window');
    assertDevicesFit(devices);
    const plan: Plan = {
      room,
      devices,
      tier: { windowMs, flushItems: 0, displayPerSecond: 0 },
      reliablePerSecond: numberOption(options, 'reliable'),
      packs: false,
      rate: numberOption(options, 'rate'),
      seconds: numberOption(options, 'seconds'),
      seed: numberOption(options, 'seed'),
    };
    const { server, api } = await startRoomServer(progress);
    const single = await measure(server, [api], plan, 'one server', progress);
    await server.stop();

    const cluster = await ClusterProcess.start(settingsForRooms, progress, 'besideLoad');
    const [first, ...others] = cluster.urls;
    const apiOf = (url: string) => new RoomsApi(url, secrets.key);
    const watch = await BusWatch.start(cluster.natsUrl, room);
    const apis = [apiOf(first), ...others.map(apiOf)] as const;
    const two = await measure(cluster, apis, plan, 'two nodes', progress, watch);
    await watch.stop();
    await cluster.stop();

    const { node1 = Number.NaN, node2 = Number.NaN } = two.spell.shares.parts ?? {};
    const all = two.spell.shares.server ?? Number.NaN;
    const singlePerCpuSecond =
      single.spell.deliveredPerSecond / (single.spell.shares.server ?? Number.NaN);
    const deliveredPerNodeCpuSecond = two.spell.deliveredPerSecond / (node1 + node2);
    return {
      figures: {
        cpuRatio: deliveredPerNodeCpuSecond / singlePerCpuSecond,
        cpuRatioWithAll: two.spell.deliveredPerSecond / all / singlePerCpuSecond,
        deliveredPerNodeCpuSecond,
        singlePerCpuSecond,
        deliveredMessagesPerSecond: two.spell.deliveredPerSecond,
        p50Ms: two.spell.p50Ms,
        p99Ms: two.spell.p99Ms,
        singleP99Ms: single.spell.p99Ms,
        reliableP99Ms: two.spell.reliableP99Ms,
        busMessagesPerWindow: two.busMessagesPerWindow,
        crossingsPerMessage: two.crossingsPerMessage,
        lost: single.lost + two.lost,
        chatLost: single.chatLost + two.chatLost,
      },
      verdicts: [...single.verdicts, ...two.verdicts],
      bound: `the rate that is asked for; two nodes: ${describeCpu(two.spell.shares)}`,
    };
  },
};

interface Plan extends LivePlan {
  rate: number;
  seconds: number;
  seed: number;
}

/** Frames that come late are fewer and larger, and cost less a message: nothing to compare with. */
function keptVerdict(spell: Spell, windowMs: number, what: string): Verdict {
  const ok = isSustained(spell, windowMs + p99OverWindowMs);
  return { ok, text: `${what}: the windows were ${ok ? '' : 'not '}kept` };
}

async function measure(
  server: Served,
  apis: readonly [RoomsApi, ...RoomsApi[]],
  plan: Plan,
  what: string,
  progress: Progress,
  watch?: BusWatch,
) {
  const run = await LiveRun.start(server, apis, plan, new SeededRandom(plan.seed), progress);
  progress.step(`${plan.rate.toLocaleString('en')} said a second, ${what}`);
  const before = watch?.seen.messages ?? [];
  const startedMs = performance.now();
  const spell = await run.spell(plan.rate, plan.seconds);
  // So many windows may have ended since then.
  const windows = Math.floor((performance.now() - startedMs) / plan.tier.windowMs) + 1;
  const after = watch?.seen.messages ?? [];
  await run.rest();
  const check = run.checkReliable(what);
  const verdicts = [
    check.verdict,
    ...(await run.chatVerdicts(what)),
    keptVerdict(spell, plan.tier.windowMs, what),
  ];
  const { chatLost, taken } = run;
  run.end();
  return {
    spell,
    verdicts,
    chatLost,
    lost: check.lost,
    busMessagesPerWindow: Math.max(...after.map((n, i) => n - (before[i] ?? 0))) / windows,
    crossingsPerMessage: (watch?.seen.chat ?? 0) / taken,
  };
}
