import type { Priority, QueueId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { MemoryBus } from '../../bus/bus-memory.ts';
import { type QueueKey, queueOfKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import { Fanout, type FanoutOptions } from '../fanout.ts';
import { LaneScheduler } from '../lane-scheduler.ts';
import type { Receiver } from '../receiver.ts';

/** A receiver that takes everything; `log` has `queue first-last` for each frame of entries. */
export class FakeReceiver implements Receiver {
  readonly device: string;
  readonly log: string[] = [];
  readonly frames: string[] = [];
  readonly lanes: Priority[] = [];
  readonly ephemerals: string[] = [];
  onEntries: (() => void) | undefined;
  takes = true;

  constructor(device = '') {
    this.device = device;
  }

  entries(frame: string, queue: QueueId, _epoch: number, last: number, lane: Priority): boolean {
    const { first } = JSON.parse(frame) as { first?: number };
    this.log.push(first === undefined ? `${queue} head ${last}` : `${queue} ${first}-${last}`);
    this.frames.push(frame);
    this.lanes.push(lane);
    this.onEntries?.();
    return this.takes;
  }

  ephemeral(frame: string): void {
    this.ephemerals.push(frame);
  }
}

export const keyOf = (name: string) => `shop/group:${name}` as QueueKey;

/** A fan-out under a fake clock, whose turns are taken when the test says so. */
export function fanoutFixture(given: Partial<Limits> = {}, options: Partial<FanoutOptions> = {}) {
  const clock = new FakeClock();
  const bus = new MemoryBus();
  const turns: (() => void)[] = [];
  const reported: unknown[] = [];
  const all = { ...limits, mergeMaxMs: 0, ...given };
  const scheduler = new LaneScheduler({
    clock,
    limits: all,
    yieldTurn: (fn) => turns.push(fn),
    report: (error) => reported.push(error),
  });
  const fanout = new Fanout({ bus, clock, limits: all, scheduler, ...options });
  const heads = new Map<QueueKey, number>();

  /** One turn of the scheduler; false when none is due. */
  const turn = () => {
    const next = turns.shift();
    next?.();
    return next !== undefined;
  };
  const settle = () => {
    while (turn());
  };
  /** Publishes so many entries, in one message, and gives the new head. */
  const publish = (key: QueueKey, count = 1, text = (n: number) => `{"n":${n}}`) => {
    const first = (heads.get(key) ?? 0) + 1;
    const entries = Array.from({ length: count }, (_, i) => text(first + i));
    heads.set(key, first + count - 1);
    bus.publish(key, { type: 'entries', entries: { queue: key, epoch: 1, first, entries } });
    return first + count - 1;
  };
  const receivers = (count: number, key: QueueKey, lane: Priority = 'normal') =>
    Array.from({ length: count }, (_, i) => {
      const receiver = new FakeReceiver(`u${i}/phone`);
      fanout.subscribe(receiver, key, lane);
      return receiver;
    });
  return {
    clock,
    bus,
    scheduler,
    fanout,
    turns,
    turn,
    settle,
    publish,
    receivers,
    reported,
    heads,
    queueOfKey,
  };
}
