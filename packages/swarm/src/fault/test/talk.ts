import type { SendAnswer, WireError } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import { Device } from '../../device/device.ts';
import { Fleet } from '../../device/fleet.ts';
import { messageId } from '../../device/message-id.ts';
import { nowMs } from '../../engine/now.ts';
import type { Target } from '../../target/server-address.ts';
import { tokenGiver } from '../../target/tokens.ts';

export interface Said {
  clientId: string;
  sentMs: number;
  /** ms until its answer, or until it was known that there will be none. */
  tookMs: number;
  answer?: SendAnswer;
  error?: WireError;
  /** No server said so: the connection was lost. */
  isLost: boolean;
}

const pollMs = 2;
/** A server refuses a connection's 65th command that waits for its answer. */
const mostWaiting = 32;

/** A device that talks in a group, and one that listens. Both note what faults do to them. */
export class Talk implements Disposable {
  readonly fleet: Fleet;
  readonly said: Said[] = [];
  /** Heard by the listener: the place of each message, in the order in which they came. */
  readonly heard: { clientId: string; syncId: number }[] = [];
  /** Codes with which connections were closed. */
  readonly closes: number[] = [];
  readonly #group: string;
  #speaker!: Device;
  #listener!: Device;
  #waiting = 0;
  #number = 0;
  #timer: Timer | undefined;

  /** `name`: in those of its group and users, where several talk on one server. */
  static async open(target: Target, listenerToken?: string, name = ''): Promise<Talk> {
    const talk = new Talk(target, name);
    const tokenFor = tokenGiver(target.tokens);
    const connect = async (user: string, token?: string) => {
      const options = { user, token: token ?? (await tokenFor(user)) };
      return (await Device.connect(talk.fleet, options)).device;
    };
    const members = [`speaker${name}`, `listener${name}`] as const;
    talk.#speaker = await connect(members[0]);
    talk.#listener = await connect(members[1], listenerToken);
    await talk.#speaker.request({ cmd: 'group.create', group: talk.#group, members: [...members] });
    return talk;
  }

  private constructor(target: Target, name: string) {
    this.#group = `group:talk${name}`;
    this.fleet = new Fleet(target.address);
    this.fleet.onLost = (_device, code) => this.closes.push(code);
    this.fleet.onDelivered = (device, frame, from) => {
      if (device !== this.#listener) return;
      for (const { clientId, syncId } of frame.messages.slice(from)) {
        this.heard.push({ clientId, syncId });
      }
    };
  }

  get listener(): Device {
    return this.#listener;
  }

  get speaker(): Device {
    return this.#speaker;
  }

  get acknowledged(): Said[] {
    return this.said.filter(({ answer }) => answer !== undefined);
  }

  /** Sends that were not answered yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Sends one message; resolves in any case. */
  say(bytes = 20): Promise<Said> {
    this.#number += 1;
    this.#waiting += 1;
    const clientId = messageId(this.#speaker.stream, this.#number, nowMs());
    const sentMs = performance.now();
    return new Promise((resolve) => {
      this.#speaker.sendText(this.#group, clientId, 'x'.repeat(bytes), ({ ok, error, fate }) => {
        this.#waiting -= 1;
        const said: Said = {
          clientId,
          sentMs,
          tookMs: performance.now() - sentMs,
          isLost: fate !== undefined,
          ...(ok === undefined ? {} : { answer: ok as SendAnswer }),
          ...(error === undefined ? {} : { error }),
        };
        this.said.push(said);
        resolve(said);
      });
    });
  }

  /** From now on a message every few ms, as long as there is a connection. */
  goOn(bytes?: number): void {
    this.#timer = setInterval(() => {
      if (this.#speaker.isReady && this.#waiting < mostWaiting) void this.say(bytes);
    }, 5);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await until(() => this.#waiting === 0, { what: 'every send to be answered' });
  }

  async comeBack(): Promise<void> {
    for (const device of [this.#speaker, this.#listener]) {
      if (device.isReady) continue;
      await until(() => device.reconnect(), { what: `${device.user} to be back`, pollMs: 20 });
    }
  }

  /** Waits until the listener heard all that was acknowledged: each once, at its place, in order. */
  async allHeard(): Promise<void> {
    const wanted = this.acknowledged.map(({ clientId }) => clientId);
    await until(
      () => {
        const places = new Set(this.heard.map(({ clientId }) => clientId));
        return wanted.every((clientId) => places.has(clientId));
      },
      { what: 'all that was acknowledged to be heard', pollMs },
    );
    const heard = new Map(this.heard.map(({ clientId, syncId }) => [clientId, syncId]));
    for (const { clientId, answer } of this.acknowledged) {
      if (heard.get(clientId) === answer?.syncId) continue;
      throw new Error(`${clientId} is at ${heard.get(clientId)}, not at ${answer?.syncId}`);
    }
    if (heard.size !== this.heard.length) throw new Error('a message was heard twice');
    for (const [i, { syncId }] of this.heard.entries()) {
      if (syncId > (this.heard[i - 1]?.syncId ?? 0)) continue;
      throw new Error(`place ${syncId} was heard after ${this.heard[i - 1]?.syncId}`);
    }
    if (this.fleet.ledger.faultCount > 0) throw new Error(this.fleet.ledger.faults.join('\n'));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.fleet.closing = true;
    this.#speaker.terminate();
    this.#listener.terminate();
  }
}
