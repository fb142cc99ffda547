import { median } from '@eagre/swarm/compare/median';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { numberOption, type Scenario, type Verdict } from '../cli/scenario.ts';
import { watchCpu } from '../lib/cpu-share.ts';
import { HotRoom, type HotRound } from '../room/hot-room.ts';
import { QuietGroups } from '../room/quiet-groups.ts';
import { startRoomServer } from '../room/room-stage.ts';

/** The room is in its stride before, and has nothing left to hand out after. ms. */
const turnMs = 1500;
const room = 'room:hot';

export const roomBeside: Scenario = {
  name: 'room-beside',
  about: 'the latency of quiet groups with and without a hot room beside them, by turns',
  method:
    '100 groups of 10 with one message a second, by turns with and without a room of 10,000 devices and 1,000 texts a second on the same server; medians of four turns.',
  options: {
    devices: { type: 'number', about: 'in the room', default: 10_000, min: 8, max: 18_000 },
    rate: {
      type: 'number',
      about: 'said a second in the room',
      default: 1000,
      min: 1,
      max: 10_000,
    },
    window: { type: 'number', about: 'of the room, ms', default: 250, min: 0, max: 10_000 },
    groups: { type: 'number', about: 'quiet groups', default: 100, min: 1, max: 1000 },
    members: { type: 'number', about: 'of each group', default: 10, min: 2, max: 100 },
    seconds: { type: 'number', about: 'length of each turn', default: 3, min: 1, max: 600 },
    repeats: { type: 'number', about: 'turns of each', default: 4, min: 1, max: 100 },
  },
  figures: {
    quietP99Ratio: {
      unit: 'times',
      about: 'p99 of the quiet groups with the hot room to that without',
      target: { text: '≤ 2', reached: (value) => value <= 2 },
    },
    quietP99Ms: { unit: 'ms', about: 'sent → at another member, without; median of turns' },
    besideP99Ms: { unit: 'ms', about: 'the same, with the hot room' },
    hotDeliveredPerSecond: { unit: 'messages/s', about: 'messages × devices of the hot room' },
    serverCpuShare: { unit: 'cores', about: 'of the server with the hot room' },
  },
  async run({ options, progress }) {
    const devices = numberOption(options, 'devices');
    const groups = numberOption(options, 'groups');
    const members = numberOption(options, 'members');
    const seconds = numberOption(options, 'seconds');
    assertDevicesFit(Math.max(devices, groups * members));
    const { server, api } = await startRoomServer(progress);
    const windowMs = numberOption(options, 'window');
    await api.create(room, { windowMs, flushItems: 0, displayPerSecond: 0 });
    const quiet = await QuietGroups.start(server, groups, members, progress);
    progress.step(`bringing ${devices.toLocaleString('en')} devices into the hot room`);
    const perSecond = numberOption(options, 'rate');
    const hot = await HotRoom.start(server, { room, devices, perSecond });

    const turns: { without: number; with: number; round: HotRound; server: number }[] = [];
    const repeats = numberOption(options, 'repeats');
    progress.step('by turns');
    for (let turn = 0; turn < repeats; turn += 1) {
      await Bun.sleep(turnMs);
      const without = await quiet.p99Ms(1, seconds);
      await hot.speak();
      await Bun.sleep(turnMs);
      const cpu = watchCpu(server.pid);
      const beside = await quiet.p99Ms(1, seconds);
      const share = cpu().server ?? 0;
      const round = await hot.rest();
      turns.push({ without, with: beside, round, server: share });
      progress.note(
        `quiet p99 ${without.toFixed(1)} ms, beside the room ${beside.toFixed(1)} ms; ` +
          `room ${Math.round(round.deliveredPerSecond).toLocaleString('en')} messages/s, ` +
          `server ${Math.round(share * 100)} % of a core`,
      );
      progress.at((turn + 1) / repeats);
    }
    await hot.end();
    const quietP99Ms = median(turns.map(({ without }) => without));
    const besideP99Ms = median(turns.map((turn) => turn.with));
    return {
      figures: {
        quietP99Ratio: besideP99Ms / quietP99Ms,
        quietP99Ms,
        besideP99Ms,
        hotDeliveredPerSecond: median(turns.map(({ round }) => round.deliveredPerSecond)),
        serverCpuShare: median(turns.map((turn) => turn.server)),
      },
      bound: `one core for both: the room takes ${Math.round(median(turns.map((turn) => turn.server)) * 100)} % of it, and a quiet message waits for its slices`,
      verdicts: [quiet.verdict(), hotVerdict(turns.at(-1)?.round)],
    };
  },
};

function hotVerdict(round: HotRound | undefined): Verdict {
  const { refused = 0, faultCount = 0, fault } = round ?? {};
  if (refused + faultCount === 0) {
    return { ok: true, text: 'hot room: no frame out of order, none twice, nobody refused' };
  }
  const text = `hot room: ${refused} sends refused, ${faultCount} faults${fault === undefined ? '' : `, first: ${fault}`}`;
  return { ok: false, text };
}
