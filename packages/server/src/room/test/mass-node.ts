import type {
  ConversationId,
  DeviceId,
  RoomEnterAnswer,
  RoomMessageEntry,
  UserId,
} from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';
import { MemoryBus } from '../../bus/bus-memory.ts';
import { userActor } from '../../conversation/actor.ts';
import type { RoomFrame } from '../../fanout/audience-receiver.ts';
import { LaneScheduler } from '../../fanout/lane-scheduler.ts';
import { Limiter } from '../../flow/limiter.ts';
import { conversationKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import type { Tier } from '../chat/tiers.ts';
import type { RoomConnection } from '../room-connection.ts';
import { createRoomServices, type RoomServices } from '../services.ts';
import type { RoomMessage } from '../speech.ts';
import type { CostlyClock } from './costly-clock.ts';
import { app } from './world-device.ts';

/** A device that takes everything and keeps the last frames: there may be many thousand. */
export class MassDevice implements RoomConnection {
  readonly identity: NonNullable<RoomConnection['identity']>;
  readonly open = true;
  readonly #took: (frame: RoomFrame, device: MassDevice) => void;

  constructor(user: string, took: (frame: RoomFrame, device: MassDevice) => void) {
    this.identity = { app, user: user as UserId, device: 'phone' as DeviceId };
    this.#took = took;
  }

  room(frame: RoomFrame): boolean {
    this.#took(frame, this);
    return true;
  }

  tellHead(): void {
    throw new Error('a device that takes everything need not pull');
  }

  notify(): void {}
}

export interface MassNodeOptions {
  readonly clock: CostlyClock;
  readonly tiers: readonly Tier[];
  readonly limits?: Partial<Limits>;
}

/** One node for very many devices, on a clock on which sending costs time. */
export class MassNode {
  readonly bus = new MemoryBus();
  readonly scheduler: LaneScheduler;
  readonly services: RoomServices;
  readonly reported: unknown[] = [];
  readonly #clock: CostlyClock;
  #ids = 0;

  constructor({ clock, tiers, limits: given = {} }: MassNodeOptions) {
    const all = { ...limits, ...given };
    const random = new SeededRandom(1);
    const report = (error: unknown) => void this.reported.push(error);
    const yieldTurn = (fn: () => void) => void clock.setTimer(0, fn);
    this.#clock = clock;
    this.scheduler = new LaneScheduler({ clock, limits: all, yieldTurn, report });
    this.services = createRoomServices({
      ...{ node: 'n1', clock, random, tiers, report, bus: this.bus, limits: all },
      randomBytes: (size) => Uint8Array.from({ length: size }, () => random.int(256)),
      newId: () => `id${++this.#ids}`,
      timeline: openMemoryTimeline({
        clock,
        onCommitted: (queues) => {
          for (const entries of queues)
            this.bus.publish(entries.queue, { type: 'entries', entries });
        },
      }),
      scheduler: this.scheduler,
      limiter: new Limiter(clock, all),
      onDemand: true,
    });
  }

  async enter(device: MassDevice, room: ConversationId): Promise<RoomEnterAnswer> {
    const { user, device: name } = device.identity;
    const actor = userActor(app, user, name);
    const text = await this.services.entrance.enter(actor, device, { room, gen: 1 });
    return JSON.parse(text) as RoomEnterAnswer;
  }

  /** Devices with names of their own, in the room. */
  async crowd(
    size: number,
    room: ConversationId,
    took: (frame: RoomFrame, device: MassDevice) => void,
  ): Promise<{ device: MassDevice; answer: RoomEnterAnswer }[]> {
    const crowd: { device: MassDevice; answer: RoomEnterAnswer }[] = [];
    for (let i = 0; i < size; i += 1) {
      const device = new MassDevice(`${room.slice(5)}.${i}`, took);
      crowd.push({ device, answer: await this.enter(device, room) });
    }
    // What entering gave rise to is over.
    await this.#clock.runTo(this.#clock.monotonicMs() + 5000);
    return crowd;
  }

  /** Says something in the name of the backend. */
  async say(room: ConversationId, message: Partial<RoomMessage>): Promise<void> {
    const opened = await this.services.rooms.open(conversationKey(app, room));
    await this.services.speech.say(
      opened,
      { app, user: 'system' as UserId, backend: true },
      { kind: 'text', body: { text: 'hello' }, class: 'best-effort', ...message },
    );
  }
}

/** Parsed once for all devices that got it. */
let parsed: { frame: RoomFrame; messages: Received[] } | undefined;

export interface Received {
  readonly syncId: number;
  readonly entry: RoomMessageEntry;
}

/** The messages among the entries of a frame, with their places. */
export function messagesIn(frame: RoomFrame): readonly Received[] {
  if (parsed?.frame === frame) return parsed.messages;
  const { first = 0, entries = [] } = JSON.parse(frame.text);
  const messages = (entries as RoomMessageEntry[]).map((entry, i) => ({
    syncId: first + i,
    entry,
  }));
  parsed = { frame, messages };
  return messages;
}
