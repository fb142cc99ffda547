import type { ConversationId, Push, QueueId, Timer } from '@eagre/protocol';
import { conversationOf } from '@eagre/protocol/names';
import type { Ask } from '../connection/requests.ts';
import type { ServerClock } from '../connection/server-clock.ts';
import type { EagreError } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import { HoldBudget } from '../sync/hold-budget.ts';
import { Puller } from '../sync/puller.ts';
import type { Asked, QueuePart } from '../sync/queue-sync.ts';
import type { Tracked } from '../sync/tracked-queues.ts';
import { Rising } from './rising.ts';
import { Stay, type StayOptions, type StayPorts } from './stay.ts';

export interface RoomsPorts {
  ask: Ask;
  serverClock: ServerClock;
  /** Tells the application; gives whether it listens. */
  report(error: EagreError): unknown;
}

/** The rooms that this device is in, or is about to leave. Their positions live as long as the stay. */
export class Rooms {
  readonly #options: StayOptions;
  readonly #ports: RoomsPorts;
  readonly #stayPorts: StayPorts;
  readonly #puller: Puller;
  readonly #stays = new Map<ConversationId, Stay>();
  #measuring: Timer | undefined;

  constructor(options: StayOptions, ports: RoomsPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#puller = new Puller(ports.ask, options, '' as QueueId, {
      pulled: (log, asked, part) => this.#pulled(log, asked, part),
      refused: (log) => this.#pulled(log),
      settled: () => {},
    });
    this.#stayPorts = {
      ...ports,
      rising: new Rising(options.clock),
      budget: new HoldBudget(clientLimits.heldEntriesTotal),
      pull: (log) => {
        this.#puller.want(log);
        this.#puller.flush();
      },
      gone: (stay) => {
        if (this.#stays.get(stay.room) === stay) this.#stays.delete(stay.room);
      },
    };
  }

  /** Enters a room, or gives the stay that there is; `leave` is left by the same command. */
  enter(room: ConversationId, leave?: ConversationId): Stay {
    const from = leave && this.#stays.get(leave);
    const known = this.#stays.get(room);
    if (known?.isOpen) {
      if (from !== known) from?.leave(() => {});
      return known;
    }
    known?.putOut('left');
    const stay = new Stay(room, this.#options, this.#stayPorts);
    this.#stays.set(room, stay);
    stay.enter(from);
    this.#measure();
    return stay;
  }

  push(push: Push): void {
    if (push.push === 'room') this.#stays.get(push.room)?.feed.frame(push);
    else if (push.push === 'room.state') this.#stays.get(push.room)?.told(push);
    else if (push.push === 'head') {
      for (const [queue, epoch, head] of push.heads) {
        this.#stays.get(queue as string as ConversationId)?.feed.head(epoch, head);
      }
    }
  }

  /** Goes back into every room, in the order in which they were entered. */
  online(): void {
    this.#puller.start();
    for (const stay of this.#stays.values()) stay.enter();
    this.#measure();
  }

  offline(): void {
    this.#puller.stop();
    this.#measuring?.cancel();
    this.#measuring = undefined;
    for (const stay of [...this.#stays.values()]) stay.offline();
  }

  /** Ends every stay; the server learns it by the connection. */
  close(error: EagreError): void {
    for (const stay of [...this.#stays.values()]) stay.putOut('left', error);
  }

  /** After a gap the state of the room is asked for anew. */
  #pulled(log: Tracked, asked?: Asked, part?: QueuePart): void {
    const stay = this.#stays.get(conversationOf(log.sync.queue) as ConversationId);
    if (log.member && stay?.feed.log === log && stay.feed.pulled(log, asked, part))
      stay.enterAgain();
  }

  /** Only in a room is it needed to know the server's clock well. */
  #measure(): void {
    if (this.#measuring !== undefined || this.#stays.size === 0) return;
    this.#ports.ask('ping', {}, () => {});
    this.#measuring = this.#options.clock.setTimer(clientLimits.clockEveryMs, () => {
      this.#measuring = undefined;
      this.#measure();
    });
  }
}
