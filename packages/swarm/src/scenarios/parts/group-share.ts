import type { GroupChangeAnswer, Random } from '@eagre/protocol';
import { cards } from '../../crowd/phrases.ts';
import type { Device } from '../../device/device.ts';
import type { EntriesFrame } from '../../device/entries-frame.ts';
import type { Load } from '../../engine/load.ts';
import { nowMs } from '../../engine/now.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { Alarms } from './alarms.ts';
import { ask } from './ask.ts';
import { forked } from './forked.ts';
import type { Bring, ChainPlan, Say, Step } from './group-chains.ts';
import type { Part } from './phases.ts';

/** A user that was brought into a group, and from where on what is said there is for it. */
export interface Joining {
  group: string;
  user: string;
  /** Undefined when the answer that tells it was lost. */
  after: number | undefined;
}

export interface ShareOptions {
  /** Between hearing of a card and acting, on average. ms. */
  thinkMs: number;
}

/**
 * Carries out this process's part of a plan of chains: whoever hears of a card thinks for a while, then
 * founds, invites and hands on. Nothing but messages that arrive drives it, so that the chain goes on
 * only as far as they do.
 */
export class Sharing implements Part {
  readonly #load: Pick<Load, 'signal'>;
  readonly #speaker: Pick<Speaker, 'send' | 'settled'>;
  readonly #users: readonly string[];
  readonly #devices: ReadonlyMap<string, Device>;
  readonly #random: Random;
  readonly #thinkMs: number;
  readonly #begun: Step[] = [];
  /** By user and conversation: what waits for a card there. */
  readonly #waiting = new Map<string, Map<string, Step>>();
  readonly #thinking: Alarms<Step>;
  readonly #acting = new Set<Promise<void>>();
  readonly joinings: Joining[] = [];
  readonly failures: string[] = [];
  /** Steps that all acts of were done. */
  done = 0;

  constructor(
    load: Load,
    speaker: Pick<Speaker, 'send' | 'settled'>,
    { steps }: ChainPlan,
    users: readonly string[],
    devices: ReadonlyMap<string, Device>,
    { thinkMs }: ShareOptions,
  ) {
    this.#load = load;
    this.#speaker = speaker;
    this.#users = users;
    this.#devices = devices;
    this.#random = forked(load.random);
    this.#thinkMs = thinkMs;
    this.#thinking = new Alarms((step, dueMs) => this.#begin(step, dueMs));
    for (const step of steps) this.#await(step);
  }

  /** Steps that are not done. */
  get left(): number {
    return this.#begun.length + this.#unheard + this.#thinking.waiting + this.#acting.size;
  }

  start(): void {
    for (const step of this.#begun.splice(0)) this.#think(step);
  }

  /** Whoever still thinks will not act. */
  stop(): void {
    this.#thinking.clear();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#acting);
    await this.#speaker.settled();
  }

  /** To be told of all that devices are handed. */
  hear(device: Device, frame: EntriesFrame, from: number): void {
    const waiting = this.#waiting.get(device.user);
    if (waiting === undefined) return;
    for (let at = from; at < frame.messages.length; at += 1) {
      const message = frame.messages[at];
      const step = message === undefined ? undefined : waiting.get(message.conversation);
      if (message === undefined || step?.heard === undefined) continue;
      if (this.#users[step.heard.from] !== message.from) continue;
      waiting.delete(message.conversation);
      if (waiting.size === 0) this.#waiting.delete(device.user);
      this.#think(step);
    }
  }

  get #unheard(): number {
    let count = 0;
    for (const steps of this.#waiting.values()) count += steps.size;
    return count;
  }

  #await(step: Step): void {
    const user = this.#users[step.user] as string;
    if (!this.#devices.has(user)) return;
    if (step.heard === undefined) {
      this.#begun.push(step);
      return;
    }
    const waiting = this.#waiting.get(user) ?? new Map<string, Step>();
    waiting.set(step.heard.conversation, step);
    this.#waiting.set(user, waiting);
  }

  #think(step: Step): void {
    const ms = this.#thinkMs * (0.25 + 1.5 * this.#random.next());
    this.#thinking.at(nowMs() + ms, step);
  }

  #begin(step: Step, dueMs: number): void {
    const acting = this.#act(step, dueMs)
      .catch((error: unknown) => void this.failures.push(String(error)))
      .finally(() => this.#acting.delete(acting));
    this.#acting.add(acting);
  }

  async #act({ user, acts }: Step, dueMs: number): Promise<void> {
    const name = this.#users[user] as string;
    const device = this.#devices.get(name) as Device;
    for (const act of acts) {
      if (this.#load.signal.aborted) return;
      if ('group' in act) await this.#bring(device, name, act);
      // What was due is late by the answers that it waited for, as it would be for a person.
      else this.#say(device, act, Math.max(dueMs, nowMs()));
    }
    this.done += 1;
  }

  async #bring(device: Device, user: string, act: Bring) {
    const { group } = act;
    const users = act.users.map((at) => this.#users[at] as string);
    const command =
      act.what === 'create'
        ? { cmd: 'group.create', group, members: users }
        : { cmd: 'group.invite', group, users };
    const { ok, error, isRetry } = await ask<GroupChangeAnswer>(device, command, this.#load.signal);
    const wasDone = error?.code === 'already_exists' && isRetry;
    if (error !== undefined && !wasDone) throw new Error(`${user}, ${group}: ${error.message}`);
    const after = isRetry ? undefined : ok?.syncId;
    const joined = act.what === 'create' ? [user, ...users] : users;
    for (const each of joined) this.joinings.push({ group, user: each, after });
  }

  #say(device: Device, act: Say, dueMs: number): void {
    const content =
      act.what === 'card'
        ? { kind: 'item', body: { ...cards[act.hop % cards.length], itemId: `hop-${act.hop}` } }
        : { kind: 'text', body: { text: '来了，帮你助力' } };
    this.#speaker.send(device, act.conversation, content, dueMs);
  }
}
