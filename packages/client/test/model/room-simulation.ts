import type { ConversationId } from '@eagre/protocol';
import { FakeNetwork, type SeededRandom } from '@eagre/testkit';
import { calm, ModelServer } from './model-server.ts';
import { RoomDevice } from './room-device.ts';
import { StepClock } from './step-clock.ts';

export interface RoomWeather {
  loss: number;
  duplication: number;
  reordering: number;
  jitterMs: number;
  refusal: number;
  behind: number;
  slownessMs: number;
}

export const fair: RoomWeather = {
  ...{ loss: 0, duplication: 0, reordering: 0, jitterMs: 0 },
  ...{ refusal: 0, behind: 0, slownessMs: 0 },
};
const perfect = { loss: 0, duplication: 0, reordering: 0, jitterMs: 0 };
export const rooms = ['room:a', 'room:b', 'room:c'] as ConversationId[];

/** Three devices and three rooms over a bad network, under a seed. */
export class RoomSimulation {
  readonly clock = new StepClock();
  readonly server: ModelServer;
  readonly network: FakeNetwork;
  readonly devices: RoomDevice[];
  /** Answers may be lost while a room is hopped from, and taps with them; no connection does that. */
  mayLoseTaps = false;
  readonly #random: SeededRandom;
  readonly #isLossy: boolean;
  #posts = 0;
  #isHealed = false;

  constructor(random: SeededRandom, weather: RoomWeather) {
    const { loss, duplication, reordering, jitterMs, ...temper } = weather;
    const { clock } = this;
    this.#random = random;
    this.#isLossy = loss > 0;
    this.server = new ModelServer(clock, random.fork());
    this.server.temper = { ...calm, ...temper };
    const faults = { loss, duplication, reordering, jitterMs, delayMs: 1 };
    this.network = new FakeNetwork({ clock, random: random.fork(), faults });
    this.devices = ['ann', 'bob', 'cyd'].map((name) => {
      const how = () => (this.#isHealed ? perfect : {});
      return new RoomDevice(
        name,
        this.server,
        this.network,
        random.fork(),
        how,
        reordering + loss + weather.refusal === 0,
      );
    });
  }

  /** `mayLeave`: rooms are left and hopped from too. */
  async step(mayLeave: boolean): Promise<void> {
    const random = this.#random;
    const device = random.pick(this.devices);
    const room = random.pick(rooms);
    const kind = random.int(mayLeave ? 13 : 10);
    this.mayLoseTaps ||= mayLeave && this.#isLossy;
    if (kind < 3) this.clock.advance(random.int(kind === 0 ? 3_000 : 150) + 1);
    else if (kind === 3) device.tap(room, 1 + random.int(4));
    else if (kind === 4) device.say(room);
    else if (kind === 5) device.sendReliable(room);
    else if (kind === 6) this.post(room);
    else if (kind === 7) this.server.rooms.set(this.server.rooms.room(room), this.#change());
    else if (kind === 8) this.#cut();
    else if (kind === 9) device.enter(room);
    else if (kind === 10) device.leave(room);
    else device.enter(room, random.pick(rooms));
    await null;
  }

  post(room: ConversationId): void {
    this.#posts += 1;
    const entry = { type: 'message', from: 'shop', at: 1, kind: 'text', body: { n: this.#posts } };
    this.server.rooms.append(this.server.rooms.room(room), entry as never);
  }

  /** A hop storm: actions faster than any answer. */
  storm(device: RoomDevice, actions: number): void {
    for (let n = 0; n < actions; n += 1) {
      const room = this.#random.pick(rooms);
      if (this.#random.chance(0.3)) device.leave(room);
      else device.enter(room, this.#random.pick(rooms));
      this.clock.advance(this.#random.int(4));
    }
  }

  /** Perfect lines from now on, time to recover, and something new in every room. */
  async heal(): Promise<void> {
    this.#isHealed = true;
    this.server.temper = calm;
    for (const connection of this.network.connections) {
      for (const direction of ['toServer', 'toDevice'] as const) {
        connection.setFaults(direction, perfect);
        connection.heal(direction);
      }
    }
    for (let n = 0; n < 30; n += 1) {
      this.clock.advance(1_000);
      await null;
    }
    for (const id of rooms) {
      this.post(id);
      const room = this.server.rooms.room(id);
      this.server.rooms.flush(room, { counters: { ...room.counters } });
    }
    this.clock.advance(1_000);
    await null;
  }

  async close(): Promise<void> {
    for (const { session } of this.devices) {
      session.close();
      session.flush(() => {});
    }
    this.network.cutAll();
    // Longer than the grace of the model.
    this.clock.advance(11_000);
    await null;
  }

  #change(): Record<string, unknown> {
    const value = this.#random.chance(0.3) ? null : this.#random.int(100);
    return { [`k${this.#random.int(3)}`]: value };
  }

  #cut(): void {
    const { connections } = this.network;
    if (this.#random.chance(0.5) && connections.length > 0) this.#random.pick(connections).cut();
  }
}
