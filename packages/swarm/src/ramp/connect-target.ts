import { Device } from '../device/device.ts';
import { inParallel } from '../engine/in-parallel.ts';
import { type Load, type OptionValues, shareOf } from '../engine/load.ts';
import type { Tally } from './tally.ts';
import type { RampTarget, TargetLoad } from './target.ts';

type ConnectStage = { users: number; holdMs: number; most: number };

/** Users take turns, so that no connection takes the place of one that is still open. */
const users = 4000;
/** Tokens asked for at once, where the load may not sign them. */
const tokensAtOnce = 32;
const quietMs = 300;

const openAtMost = (options: OptionValues) => Number(options['devices']);

export const connectTarget: RampTarget<ConnectStage> = {
  name: 'connect',
  about: 'new connections a second, each with its handshake and token, closed again after a while',
  unit: 'connections/s',
  options: {
    devices: {
      type: 'number',
      about: 'open at once, at most',
      default: 5000,
      min: 10,
      max: 500_000,
    },
    hold: { type: 'number', about: 'each is open for so long, s', default: 1, min: 0.01, max: 60 },
  },
  timers: ['connect'],
  objectives: 'p99<500ms, delivered>95%, refused=0',
  from: 20,
  most: (options) => openAtMost(options) / Number(options['hold']),
  devices: openAtMost,
  fanOut: () => 1,

  async prepare({ options }) {
    return { users, holdMs: Number(options['hold']) * 1000, most: openAtMost(options) };
  },

  async open(load, stage, tally) {
    const names = Array.from({ length: stage.users }, (_user, index) => `${load.runId}u${index}`);
    const own = shareOf(names, load.share);
    const tokens = await inParallel(
      own,
      tokensAtOnce,
      async (user) => ({ user, token: await load.tokenFor(user) }),
      (done) => load.progress('getting tokens', done / own.length),
    );
    return new ConnectLoad(load, tokens, stage.holdMs, tally);
  },
};

class ConnectLoad implements TargetLoad {
  readonly #load: Load;
  readonly #users: readonly { user: string; token: string }[];
  readonly #holdMs: number;
  readonly #tally: Tally;
  readonly quietMs = quietMs;
  #begun = 0;
  #ended = 0;

  constructor(
    load: Load,
    tokens: readonly { user: string; token: string }[],
    holdMs: number,
    tally: Tally,
  ) {
    this.#load = load;
    this.#users = tokens;
    this.#holdMs = holdMs;
    this.#tally = tally;
  }

  act(dueMs: number): void {
    void this.#connect(dueMs);
  }

  arrivals(): number {
    return this.#ended;
  }

  reliableArrived(): number {
    return 0;
  }

  async #connect(dueMs: number): Promise<void> {
    const { fleet, meter } = this.#load;
    const round = Math.floor(this.#begun / this.#users.length);
    const { user, token } = this.#users[this.#begun % this.#users.length] as {
      user: string;
      token: string;
    };
    this.#begun += 1;
    this.#tally.said(dueMs);
    try {
      const name = `d${round % devicesOfUser}`;
      const { device } = await Device.connect(fleet, { user, token, name, follows: false });
      meter.count('connects');
      this.#tally.answered(dueMs, 'connect');
      this.#tally.arrived(this.#tally.isDue(dueMs) ? 1 : 0);
      await Bun.sleep(this.#holdMs);
      device.close();
      fleet.devices.delete(device);
    } catch (error) {
      meter.count('connectFailures');
      this.#tally.refused(dueMs, error instanceof Error ? error.message : String(error));
    }
    this.#ended += 1;
  }
}

/** Names of devices of one user: fewer than a server allows at once. */
const devicesOfUser = 8;
