import type { ConversationId } from '@eagre/protocol';
import { directOf } from '@eagre/protocol/names';
import { FakeNetwork, SeededRandom } from '@eagre/testkit';
import { Device, simulatedTransport } from './device.ts';
import { calm, ModelServer } from './model-server.ts';
import { StepClock } from './step-clock.ts';

export type Step =
  | { do: 'wait'; ms: number }
  | { do: 'send'; device: number; to: number }
  | { do: 'personal'; device: number; to: number; user: number }
  | { do: 'post'; to: number; count: number }
  | { do: 'mode'; to: number; read: boolean }
  | { do: 'join' | 'leave'; user: number; to: number }
  | { do: 'trim'; to: number; keep: number }
  | { do: 'trimUser'; user: number; keep: number }
  | { do: 'restore'; lost: number }
  | { do: 'cut' | 'stall' | 'restart' | 'crash'; device: number }
  | { do: 'closeAll' };

export interface Weather {
  /** No push is ever lost, as on a real WebSocket, and nothing is compared: pushes alone must do. */
  isLossless: boolean;
  loss: number;
  duplication: number;
  reordering: number;
  jitterMs: number;
  refusal: number;
  behind: number;
  slownessMs: number;
  answerBytes: number;
  recent: number;
}

const users = ['ann', 'bob'];
/** The last user has two devices. */
const deviceUsers = ['ann', 'bob', 'bob'];
const groups = ['group:g0', 'group:g1', 'group:g2'] as ConversationId[];
/** The one user who is no member of a group at the start. */
export const outsider = 'bob group:g2';
const conversations = [...groups, directOf('ann', 'bob')];

/** Two users, three devices, three groups and a direct conversation over a bad network. */
export class Simulation {
  readonly clock = new StepClock();
  readonly server: ModelServer;
  readonly network: FakeNetwork;
  readonly devices: Device[];
  #posts = 0;
  #healed = false;
  readonly #isLossless: boolean;

  constructor(seed: number, weather: Weather) {
    const random = new SeededRandom(seed);
    const { isLossless, duplication, jitterMs, recent, ...temper } = weather;
    const loss = isLossless ? 0 : weather.loss;
    const reordering = isLossless ? 0 : weather.reordering;
    this.#isLossless = isLossless;
    const { clock } = this;
    this.server = new ModelServer(clock, random.fork());
    this.server.temper = { ...calm, ...temper, listFirst: isLossless ? 0 : 0.5 };
    const faults = { loss, duplication, reordering, jitterMs, delayMs: 1 };
    this.network = new FakeNetwork({ clock, random: random.fork(), faults });
    this.server.state.create(groups[0] as ConversationId, 'read', users);
    this.server.state.create(groups[1] as ConversationId, 'write', users);
    this.server.state.create(groups[2] as ConversationId, 'read', ['ann']);
    this.server.state.found();
    this.devices = deviceUsers.map((user, index) => {
      const transport = simulatedTransport(this.network, this.server, () =>
        this.#healed ? perfect : {},
      );
      const name = `${user}-${index}`;
      const options = { url: 'ws://model', user, token: user, device: name, clock, transport };
      return new Device(user, name, this.server, {
        ...options,
        positions: () => ({ load: never, save: never, close: never }),
        random: random.fork(),
        recent,
        requestTimeoutMs: 2_000,
        connectTimeoutMs: 3_000,
        syncEveryMs: isLossless ? 100_000_000 : 4_000,
        sendDeadlineMs: 600_000,
        saveDelayMs: 20,
      });
    });
  }

  run(step: Step): void {
    const { state } = this.server;
    switch (step.do) {
      case 'wait':
        this.clock.advance(step.ms);
        break;
      case 'send':
        this.#device(step.device).send(conversations[step.to] ?? '');
        break;
      case 'personal':
        this.#device(step.device).send(conversations[step.to] ?? '', users[step.user]);
        break;
      case 'post':
        for (let count = 0; count < step.count; count += 1) this.post(step.to);
        break;
      case 'mode':
        state.setMode(group(step.to), step.read ? 'read' : 'write');
        break;
      case 'join':
        state.join(users[step.user] as string, group(step.to));
        break;
      case 'leave':
        state.leave(users[step.user] as string, group(step.to));
        break;
      default:
        this.#disturb(step);
    }
  }

  /** A message by the shop's backend, to a group that may have no device online. */
  post(to: number): void {
    const conversation = this.server.state.conversation(conversations[to] ?? '');
    this.#posts += 1;
    const body = { text: `post ${this.#posts}` };
    if (conversation === undefined) return;
    this.server.state.message(conversation, {
      type: 'message',
      from: 'shop' as never,
      kind: 'text',
      body,
    });
  }

  postEverywhere(): void {
    for (const to of conversations.keys()) this.post(to);
  }

  /** Perfect lines and a calm server from now on, and time to recover. */
  heal(): void {
    this.#healed = true;
    this.server.temper = calm;
    for (const connection of this.network.connections) {
      for (const direction of ['toServer', 'toDevice'] as const) {
        connection.setFaults(direction, perfect);
        connection.heal(direction);
      }
    }
    // Longer than the longest back-off, twice the silence that counts as death, and some syncs.
    this.clock.advance(60_000);
  }

  close(): void {
    for (const device of this.devices) device.close();
    for (const { device } of this.network.connections) {
      if (!device.isClosed) throw new Error('a closed client left its socket open');
    }
    // The model has no heartbeat: where a line was stalled, only a cut tells it that the device left.
    this.network.cutAll();
    this.clock.advance(1_000);
  }

  get conversations(): readonly ConversationId[] {
    return conversations;
  }

  #device(index: number): Device {
    return this.devices[index % this.devices.length] as Device;
  }

  #disturb(step: Step): void {
    const { state } = this.server;
    switch (step.do) {
      case 'trim': {
        const log = state.conversations.get(conversations[step.to] ?? '')?.log;
        if (log !== undefined && log.head - step.keep > log.low) {
          log.trim(log.head - step.keep);
          state.trimmed.add(conversations[step.to] ?? '');
        }
        break;
      }
      case 'trimUser': {
        const user = users[step.user] as string;
        const log = state.userLog(user);
        if (log.head - step.keep > log.low) {
          log.trim(log.head - step.keep);
          state.trimmed.add(`user:${user}`);
        }
        break;
      }
      case 'restore':
        this.server.closeAll(4006, 'restored');
        this.network.cutAll();
        state.restore(step.lost);
        break;
      case 'restart':
        this.#device(step.device).restart();
        break;
      case 'crash':
        this.#device(step.device).crash();
        break;
      case 'closeAll':
        this.server.closeAll(4000, 'draining');
        break;
      case 'cut':
      case 'stall':
        this.#breakLine(step.do, step.device);
        break;
      default:
    }
  }

  #breakLine(how: 'cut' | 'stall', index: number): void {
    const { connections } = this.network;
    const connection = connections[index % Math.max(1, connections.length)];
    if (how === 'cut' || this.#isLossless) connection?.cut();
    else connection?.stall(index % 2 === 0 ? 'toServer' : 'toDevice');
  }
}

const perfect = { loss: 0, duplication: 0, reordering: 0, jitterMs: 0 };
const never = () => Promise.reject(new Error('the simulation hands positions over itself'));

function group(to: number): ConversationId {
  return groups[to % groups.length] as ConversationId;
}
