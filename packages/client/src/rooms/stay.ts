import type {
  Answer,
  ConversationId,
  RoomEnterAnswer,
  RoomStatePush,
  UserId,
} from '@eagre/protocol';
import type { Arguments, Ask, Done } from '../connection/requests.ts';
import { Retry } from '../connection/retry.ts';
import type { ServerClock } from '../connection/server-clock.ts';
import { EagreError, type Result } from '../errors.ts';
import { newClientId } from '../send/client-id.ts';
import type { OutgoingOptions } from '../send/outgoing.ts';
import type { HoldBudget } from '../sync/hold-budget.ts';
import type { Asked } from '../sync/queue-sync.ts';
import type { Tracked } from '../sync/tracked-queues.ts';
import { Feed } from './feed.ts';
import { Reliable, type RoomContent, type RoomSent } from './reliable.ts';
import type { Rising } from './rising.ts';
import type { RoomEndReason } from './room-events.ts';
import { Taps } from './taps.ts';

export interface StayOptions extends OutgoingOptions {
  user: string;
  device: string;
  requestTimeoutMs: number;
}

export interface StayPorts {
  ask: Ask;
  serverClock: ServerClock;
  rising: Rising;
  budget: HoldBudget;
  pull(log: Tracked): void;
  report(error: EagreError): unknown;
  /** The server is asked for nothing any more. */
  gone(stay: Stay): void;
}

/** Commands that are answered to those who are in the room only. */
type RoomCommand = 'room.send' | 'room.set' | 'room.moderate' | 'room.members';

/**
 * The application's stay in one room, over any number of connections. Each action carries a greater
 * generation than the last, so the server does the latest whatever the order they come in, and the
 * answers to earlier ones mean nothing any more.
 */
export class Stay {
  readonly room: ConversationId;
  readonly feed: Feed;
  readonly #options: StayOptions;
  readonly #ports: StayPorts;
  readonly #retry: Retry;
  readonly #taps: Taps;
  readonly #reliable: Reliable;
  readonly #waiting = new Set<(error?: EagreError) => void>();
  #isInside = false;
  /** Hops from here that are under way. */
  #hops = 0;
  #over: EagreError | undefined;
  #action = 0;
  #departed: () => void = () => {};

  constructor(room: ConversationId, options: StayOptions, ports: StayPorts) {
    const { clock, user, device } = options;
    this.room = room;
    this.#options = options;
    this.#ports = ports;
    this.#retry = new Retry(options);
    this.#taps = new Taps(options, ports.rising, {
      send: (sum, done) => ports.ask('room.tap', { room, ...sum }, done),
      refused: (names, error) => {
        if (!this.isOpen) return;
        this.feed.tapsRefused(names);
        ports.report(error);
      },
    });
    this.#reliable = new Reliable(room, options, ports.ask);
    this.feed = new Feed(room, {
      ...ports,
      ...{ clock, user, device },
      ownTaps: (name) => this.#taps.own(name),
      arrived: (message) => message.from === user && this.#reliable.arrived(message),
      closed: () => this.putOut('closed'),
    });
  }

  /** From the first answer until the application leaves or is put out, over lost connections. */
  get inside(): boolean {
    return this.#over === undefined && this.feed.facts !== undefined;
  }

  /** Not over, and not about to be left by a hop. */
  get isOpen(): boolean {
    return this.#over === undefined && this.#hops === 0;
  }

  /** Enters, or enters again; with `from`, leaves that room by the same command. */
  enter(from?: Stay): void {
    if (from !== undefined) {
      from.#hops += 1;
      from.#taps.flush();
    }
    const asked = this.feed.log?.sync.ask();
    const position = asked && { position: { epoch: asked.epoch, syncId: asked.from } };
    const args = { ...(from && { leave: from.room }), ...position };
    this.#act('room.enter', args, ({ ok, error }, isLatest) => {
      if (from !== undefined) from.#hopped(error);
      if (!isLatest) return;
      if (error === undefined) this.#entered(ok, asked);
      else this.#refused(error);
    });
  }

  /** Not after a hop from here was sent: it would undo that. */
  enterAgain(): void {
    if (this.inside && this.isOpen) this.enter();
  }

  /** `done` comes when the server has answered, or has lost the device anyway. */
  leave(done: () => void): void {
    if (this.#over) {
      done();
      return;
    }
    this.#taps.flush();
    this.#end('left');
    this.#depart(done);
  }

  /** The connection is lost, and with it everything that was under way. */
  offline(): void {
    this.#isInside = false;
    this.#retry.cancel();
    this.#taps.stop();
    this.#reliable.offline();
    this.feed.offline();
    if (this.#over) this.#abandon();
  }

  /** Ends the stay and asks the server for nothing any more. */
  putOut(reason: RoomEndReason, error?: EagreError): void {
    this.#end(reason, error);
    this.#abandon();
  }

  /** `done` comes at once in the room, after the return if the connection is lost, and in time. */
  whenInside(done: (error?: EagreError) => void): void {
    if (this.#over !== undefined || this.#isInside) {
      done(this.#over);
      return;
    }
    const { clock, requestTimeoutMs } = this.#options;
    const timer = clock.setTimer(requestTimeoutMs, () => {
      const message = `not in ${this.room} within ${requestTimeoutMs} ms`;
      settle(new EagreError('disconnected', message));
    });
    const settle = (error?: EagreError) => {
      timer.cancel();
      this.#waiting.delete(settle);
      done(error);
    };
    this.#waiting.add(settle);
  }

  call<Name extends RoomCommand>(
    cmd: Name,
    args: Omit<Arguments<Name>, 'room'>,
    done: Done<Name>,
  ): void {
    this.whenInside((error) => {
      if (error !== undefined) done({ error });
      else this.#ports.ask(cmd, { ...args, room: this.room } as unknown as Arguments<Name>, done);
    });
  }

  /** Best-effort; what the server took is shown at once. */
  say({ kind, body }: RoomContent, done: Done<'room.send'>): void {
    const { clock, random, user } = this.#options;
    const clientId = newClientId(clock, random);
    this.call('room.send', { clientId, kind, body }, (result) => {
      const chat = { from: user as UserId, id: clientId, kind, body };
      if (result.ok) this.feed.say(chat, result.ok.at);
      done(result);
    });
  }

  /** Survives lost connections. */
  sendReliable(content: RoomContent, done: (result: Result<RoomSent>) => void): void {
    if (this.#over !== undefined) {
      done({ error: this.#over });
      return;
    }
    this.#reliable.say(content, done);
  }

  /** Throws `not_in_room`, `too_many_waiting`. */
  tap(name: string, count: number): void {
    if (this.#over !== undefined) throw this.#over;
    this.#taps.add(name, count);
    this.feed.tapped(name, count);
  }

  /** What the server tells of this device in the room. */
  told(push: RoomStatePush): void {
    const { state } = push;
    if (state === 'banned' || state === 'elsewhere' || state === 'closed') this.putOut(state);
    else this.feed.state({ ...push, state });
  }

  /** Ends the stay for the application. */
  #end(reason: RoomEndReason, cause?: EagreError): void {
    if (this.#over) return;
    const message = `${this.room} is left: ${reason}`;
    const error = cause ?? new EagreError('not_in_room', message);
    this.#over = error;
    this.#isInside = false;
    this.#taps.stop();
    this.#reliable.close(error);
    for (const settle of [...this.#waiting]) settle(error);
    this.feed.end({ type: 'closed', room: this.room, reason, error });
  }

  #abandon(): void {
    this.#retry.cancel();
    this.#action += 1;
    this.#ports.gone(this);
    this.#departed();
  }

  /** A hop is all or nothing: refused, the device is still here, and unanswered, it is to be. */
  #hopped(error: EagreError | undefined): void {
    this.#hops -= 1;
    if (this.#over) return;
    if (error === undefined) this.putOut('left');
    else this.enterAgain();
  }

  #entered(answer: RoomEnterAnswer, asked: Asked | undefined): void {
    this.#isInside = true;
    this.#retry.reset();
    this.feed.entered(answer, asked);
    if (this.#over) return;
    this.#taps.start();
    this.#reliable.online();
    for (const settle of [...this.#waiting]) settle();
  }

  #refused(error: EagreError): void {
    // Overtaken by a hop from here, whose answer says what is so.
    if (error.code === 'stale' && this.inside && this.#hops > 0) return;
    if (this.inside && error.temporary) {
      this.#retry.after(error, () => this.enterAgain());
      return;
    }
    this.#end(reasons[error.code] ?? 'refused', error);
    // It may be in by this very command, or by one before that was never answered.
    this.#depart(() => {});
  }

  #depart(done: () => void): void {
    this.#departed = done;
    this.#act('room.leave', {}, ({ error }, isLatest) => {
      if (!isLatest) return;
      const isOpen = error?.temporary && error.code !== 'disconnected';
      if (isOpen) this.#retry.after(error, () => this.#depart(done));
      else this.#abandon();
    });
  }

  #act<Name extends 'room.enter' | 'room.leave'>(
    cmd: Name,
    args: Omit<Arguments<Name>, 'room' | 'gen'>,
    done: (result: Result<Answer<Name>>, isLatest: boolean) => void,
  ): void {
    this.#retry.cancel();
    this.#action += 1;
    const action = this.#action;
    const all = { ...args, room: this.room, gen: this.#ports.rising.next() };
    this.#ports.ask(cmd, all as unknown as Arguments<Name>, (result) => {
      done(result, action === this.#action);
    });
  }
}

const reasons: { [code: string]: RoomEndReason } = {
  banned: 'banned',
  room_closed: 'closed',
  stale: 'elsewhere',
};
