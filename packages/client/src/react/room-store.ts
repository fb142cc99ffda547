import type { EagreClient } from '../client.ts';
import type { EagreError } from '../errors.ts';
import type { Room } from '../room.ts';
import type { RoomActivateEvent } from '../rooms/room-events.ts';
import { Coming } from './coming.ts';
import { LiveStore } from './live-store.ts';
import { Loader } from './loader.ts';
import { type RoomLineEvent, RoomLines } from './room-lines.ts';
import type { Runtime } from './runtime.ts';
import type { Running } from './shared-stores.ts';
import { viewLimits } from './view-limits.ts';
import type { RoomView } from './views.ts';

export type RoomState = Omit<RoomView, 'send' | 'sendReliable' | 'tap'>;

/** Before the room was entered; also what a server renders. */
export const idleRoom: RoomState = {
  status: 'entering',
  room: undefined,
  error: undefined,
  role: 'viewer',
  online: { devices: 0, users: 0 },
  peak: 0,
  visitors: 0,
  counters: {},
  attributes: {},
  rules: {},
  lines: [],
  activated: undefined,
  coming: [],
};

export interface RoomStorePorts extends Runtime {
  client: EagreClient;
}

/**
 * A room as it is shown: entered with its first user, left a moment after its last. If another room
 * is about to be left then, the device hops over by one command.
 */
export class RoomStore extends LiveStore<RoomState> implements Running<RoomStore> {
  readonly name: string;
  readonly #ports: RoomStorePorts;
  readonly #lines = new RoomLines(viewLimits.roomLines);
  readonly #coming = new Coming();
  #loader: Loader | undefined;
  #unsubscribe: (() => void)[] = [];
  #room: Room | undefined;
  #status: RoomView['status'] = 'entering';
  #error: EagreError | undefined;
  #activated: RoomActivateEvent | undefined;
  #idle: () => readonly RoomStore[] = () => [];
  /** Left for another room by one command, or about to be. */
  #isHopped = false;
  #isStopped = false;

  constructor(name: string, ports: RoomStorePorts) {
    super(idleRoom, ports.frame);
    this.name = name;
    this.#ports = ports;
  }

  get room(): Room | undefined {
    return this.#room;
  }

  start(idle: () => readonly RoomStore[]): void {
    this.#idle = idle;
    this.#enter();
  }

  /** It may have been left by a hop since. */
  resume(): void {
    if (this.#isHopped) this.#enter();
  }

  stop(): void {
    this.#isStopped = true;
    const room = this.#room;
    this.#letGo();
    void room?.leave();
  }

  /** At least so many lines are kept from now on. */
  keepLines(lines: number): void {
    this.#lines.keep(lines);
  }

  protected state(): RoomState {
    const room = this.#room;
    return {
      ...(room === undefined ? this.snapshot : factsOf(room, this.snapshot.rules)),
      status: this.#status,
      room,
      error: this.#error,
      lines: this.#lines.all,
      activated: this.#activated,
      coming: this.#coming.all,
    };
  }

  #enter(): void {
    this.#letGo();
    this.#isHopped = false;
    this.#error = undefined;
    this.#status = 'entering';
    const loader = new Loader({
      ...this.#ports,
      load: () => this.#ask(() => loader === this.#loader && !this.#isStopped),
      failed: (error, isOver) => this.#failed(error, isOver),
    });
    this.#loader = loader;
    loader.want();
    this.changed();
  }

  /** `isWanted`: when the answer is there, the device may have gone on. */
  async #ask(isWanted: () => boolean): Promise<void> {
    const from = this.#idle().find(({ room }) => room?.inside);
    const leave = from?.room;
    if (from !== undefined) from.#isHopped = true;
    try {
      const room = await this.#ports.client.enter(this.name, leave === undefined ? {} : { leave });
      if (isWanted()) this.#entered(room);
      else void room.leave();
    } catch (caught) {
      // All or nothing: the device is still there.
      if (from !== undefined && leave?.inside) from.#isHopped = false;
      throw caught;
    }
  }

  #entered(room: Room): void {
    const { client } = this.#ports;
    this.#room = room;
    this.#error = undefined;
    const line = (event: RoomLineEvent) => {
      this.#lines.push(event);
      this.changed();
    };
    const changed = () => this.changed();
    this.#unsubscribe = [
      client.on('state', ({ state }) => state !== 'online' && this.#is('returning')),
      room.on('chat', line),
      room.on('joins', line),
      room.on('gap', line),
      room.on('message', (event) => {
        this.#coming.add(event, client.clock.now());
        line(event);
      }),
      room.on('activate', (event) => {
        this.#activated = event;
        this.#coming.remove(event.message);
        this.changed();
      }),
      room.on('online', changed),
      room.on('counters', changed),
      room.on('attributes', changed),
      room.on('state', ({ state }) => {
        this.#is(state === 'returned' ? 'inside' : this.#status);
      }),
      room.on('closed', ({ error }) => this.#failed(error, true)),
    ];
    this.#is(client.state === 'online' ? 'inside' : 'returning');
  }

  #failed(error: EagreError, isOver: boolean): void {
    this.#error = error;
    this.#is(isOver ? 'closed' : this.#status);
  }

  #is(status: RoomView['status']): void {
    this.#status = status;
    this.changed();
  }

  #letGo(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
    this.#loader?.stop();
    this.#room = undefined;
  }
}

type Facts = Pick<
  RoomView,
  'role' | 'online' | 'peak' | 'visitors' | 'counters' | 'attributes' | 'rules'
>;

function factsOf(room: Room, shown: RoomView['rules']): Facts {
  const { role, online, peak, visitors, counters, attributes, rules } = room;
  return { role, online, peak, visitors, counters, attributes, rules: same(shown, rules) };
}

/** The rules that are shown, as long as they say the same. */
function same(shown: RoomView['rules'], rules: RoomView['rules']): RoomView['rules'] {
  const { mutedUntil, mutedAll, slowMs } = rules;
  const isSame =
    shown.mutedUntil === mutedUntil && shown.mutedAll === mutedAll && shown.slowMs === slowMs;
  return isSame ? shown : rules;
}
