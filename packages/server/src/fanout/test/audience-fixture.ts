import type { QueueId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { type Limits, limits } from '../../limits.ts';
import { Audience } from '../audience.ts';
import { newAudienceCounters } from '../audience-counters.ts';
import type { AudienceReceiver, Flush, Listener, RoomFrame } from '../audience-receiver.ts';
import type { AudienceSource } from '../audience-source.ts';
import { LaneScheduler } from '../lane-scheduler.ts';

/** What a frame of the fake room says: which flush it is of, and the entries in it. */
export interface FrameContent {
  /** 0: of a round of retries. */
  flush: number;
  chat: number;
  first?: number;
  last?: number;
}

export interface FakeFlush extends Flush {
  readonly number: number;
}

/** A device that takes or refuses as the test says, in its place in the audience. */
export class FakeDevice implements AudienceReceiver, Listener {
  readonly receiver = this;
  place = -1;
  refuses = false;
  readonly frames: FrameContent[] = [];
  /** `epoch head`, as told. */
  readonly heads: string[] = [];
  refusals = 0;
  onRoom: (() => void) | undefined;

  room(frame: RoomFrame): boolean {
    const taken = !this.refuses;
    if (taken) this.frames.push(JSON.parse(frame.text) as FrameContent);
    else this.refusals += 1;
    this.onRoom?.();
    return taken;
  }

  tellHead(_queue: QueueId, epoch: number, head: number): void {
    this.heads.push(`${epoch} ${head}`);
  }

  /** `1: 4-5` for entries 4 to 5 along with flush 1; `1` for a flush without entries. */
  get log(): string[] {
    return this.frames.map(({ flush, first, last }) =>
      first === undefined ? `${flush}` : `${flush}: ${first}-${last}`,
    );
  }
}

/** A room whose log has any number of entries, the newest `memory` of them at hand. */
export class FakeRoom implements AudienceSource {
  readonly queue = 'room:show' as QueueId;
  epoch = 1;
  head = 0;
  memory = Number.POSITIVE_INFINITY;
  flushes = 0;
  /** The frames that it was asked for, as `flush after last`. */
  readonly asked: string[] = [];

  position() {
    return { epoch: this.epoch, head: this.head };
  }

  /** The next flush, with so many new entries. */
  flush(entries = 0, chat = 1): FakeFlush {
    this.flushes += 1;
    const first = this.head + 1;
    this.head += entries;
    const number = this.flushes;
    if (entries === 0) {
      return { number, chat, entries: undefined, frame: frameOf({ flush: number, chat }) };
    }
    const span = { first, last: this.head };
    return { number, chat, entries: span, frame: frameOf({ flush: number, chat, ...span }) };
  }

  catchUp(flush: Flush | undefined, after: number, last: number): RoomFrame | undefined {
    const { number = 0, chat = 0 } = (flush as FakeFlush | undefined) ?? {};
    this.asked.push(`${number} ${after} ${last}`);
    if (after < this.head - this.memory) return undefined;
    return frameOf({ flush: number, chat, first: after + 1, last });
  }
}

function frameOf(content: FrameContent): RoomFrame {
  return { text: JSON.stringify(content), packed: () => undefined };
}

/** An audience under a fake clock, whose turns are taken when the test says so. */
export function audienceFixture(given: Partial<Limits> = {}) {
  const clock = new FakeClock();
  const counters = newAudienceCounters();
  const room = new FakeRoom();
  const turns: (() => void)[] = [];
  const all = { ...limits, ...given };
  const scheduler = new LaneScheduler({ clock, limits: all, yieldTurn: (fn) => turns.push(fn) });
  const audience = new Audience({ scheduler, clock, limits: all, counters, source: room });

  const turn = () => {
    const next = turns.shift();
    next?.();
    return next !== undefined;
  };
  const settle = () => {
    while (turn());
  };
  const flush = (entries = 0, chat = 1) => audience.flush(room.flush(entries, chat));
  const devices = (count: number, has = room.head) =>
    Array.from({ length: count }, () => {
      const device = new FakeDevice();
      audience.add(device, has);
      return device;
    });
  /** Lets time pass in which the turns are taken that come up. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    settle();
  };
  return { clock, counters, room, scheduler, audience, turn, settle, flush, devices, pass };
}
