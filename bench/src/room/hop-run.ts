import type { Random } from '@eagre/protocol';
import { Fleet } from '@eagre/swarm/device/fleet';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import { Hopper } from '@eagre/swarm/room/hopper';
import type { RoomsApi } from '@eagre/swarm/target/rooms-api';
import { until } from '@eagre/testkit';
import { type Progress, waitFor } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { boundOf, type CpuShares, watchCpu } from '../lib/cpu-share.ts';
import type { ServerProcess } from '../lib/server-process.ts';
import { usersNamed } from '../load/setup.ts';
import { bringIn } from './room-stage.ts';

export interface HopPlan {
  devices: number;
  rooms: number;
  /** Commands under way of each device. */
  depth: number;
  seconds: number;
}

const warmUpSeconds = 1;
const answersWithinMs = 30_000;
/** The promise: counts are right so long after the last change. ms. */
const rightAfterMs = 2000;
const readsAtOnce = 8;

/** Many devices that change rooms as fast as the server answers. */
export class HopRun {
  readonly #server: ServerProcess;
  readonly #api: RoomsApi;
  readonly #plan: HopPlan;
  readonly #progress: Progress;
  readonly #fleet: Fleet;
  readonly #rooms: string[];
  readonly #hoppers: Hopper[];

  static async start(
    server: ServerProcess,
    api: RoomsApi,
    plan: HopPlan,
    random: Random,
    progress: Progress,
  ): Promise<HopRun> {
    const rooms = Array.from({ length: plan.rooms }, (_room, i) => `room:hop${i}`);
    await inParallel(rooms, readsAtOnce, (room) => api.create(room));
    const fleet = new Fleet(server);
    const users = usersNamed('u', plan.devices);
    const devices = await bringIn(fleet, users, progress, { follows: false });
    const hoppers = devices.map((device) => new Hopper(device, rooms, random));
    return new HopRun(server, api, plan, progress, { fleet, rooms, hoppers });
  }

  private constructor(
    server: ServerProcess,
    api: RoomsApi,
    plan: HopPlan,
    progress: Progress,
    parts: { fleet: Fleet; rooms: string[]; hoppers: Hopper[] },
  ) {
    this.#server = server;
    this.#api = api;
    this.#plan = plan;
    this.#progress = progress;
    this.#fleet = parts.fleet;
    this.#rooms = parts.rooms;
    this.#hoppers = parts.hoppers;
  }

  /** Commands answered a second while every device keeps `depth` of them under way. */
  async hop(): Promise<{ changesPerSecond: number; stale: number; shares: CpuShares }> {
    const { depth, seconds } = this.#plan;
    this.#progress.step('changing rooms');
    let running = true;
    for (const hopper of this.#hoppers) {
      const pump = () => {
        while (running && hopper.sent - hopper.done < depth) hopper.hop();
      };
      hopper.onAnswer = pump;
      pump();
    }
    await waitFor(warmUpSeconds, this.#progress);
    const before = this.#done;
    const cpu = watchCpu(this.#server.pid);
    const startedMs = performance.now();
    await waitFor(seconds, this.#progress);
    const changesPerSecond = ((this.#done - before) / (performance.now() - startedMs)) * 1000;
    const shares = cpu();
    running = false;
    const isAnswered = () => this.#hoppers.every(({ sent, done }) => sent === done);
    await until(isAnswered, { timeoutMs: answersWithinMs, pollMs: 5, what: 'the last answers' });
    this.#progress.note(`${Math.round(changesPerSecond)} changes/s; ${boundOf(shares)}`);
    const stale = this.#hoppers.reduce((sum, hopper) => sum + hopper.stale, 0);
    return { changesPerSecond, stale, shares };
  }

  /** Compares the counts of all rooms with the model, so long after the last change as promised. */
  async check(): Promise<{ wrongRooms: number; verdicts: Verdict[] }> {
    this.#progress.step('letting counts settle');
    await Bun.sleep(rightAfterMs);
    const model = this.#model();
    const counts = await inParallel(this.#rooms, readsAtOnce, async (room) => {
      const { online } = await this.#api.get(room);
      return { room, told: online, known: model.get(room) ?? 0 };
    });
    // Every device is another user.
    const wrong = counts.filter(
      ({ told, known }) => told.devices !== known || told.users !== known,
    );
    const inside = counts.reduce((sum, { known }) => sum + known, 0);
    const [first] = wrong;
    const text =
      first === undefined
        ? `counts of ${counts.length} rooms with ${inside} devices are right ${rightAfterMs} ms after the last change`
        : `${wrong.length} counts are wrong: ${first.room} tells ${first.told.devices} devices of ${first.told.users} users and has ${first.known}`;
    return {
      wrongRooms: wrong.length,
      verdicts: [{ ok: wrong.length === 0, text }, ...this.#faults()],
    };
  }

  get #done(): number {
    return this.#hoppers.reduce((sum, { done }) => sum + done, 0);
  }

  #model(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const hopper of this.#hoppers) {
      for (const room of hopper.rooms) counts.set(room, (counts.get(room) ?? 0) + 1);
    }
    return counts;
  }

  #faults(): Verdict[] {
    const failures = this.#hoppers.flatMap((hopper) => hopper.failures);
    const { faults, faultCount } = this.#fleet.ledger;
    if (failures.length + faultCount === 0) return [];
    const text = `${failures.length} commands were refused and ${faultCount} connections lost, first: ${failures[0] ?? faults[0]}`;
    return [{ ok: false, text }];
  }
}
