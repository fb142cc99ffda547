import type { UserId } from '@eagre/protocol';
import { FakeClock, SeededRandom } from '@eagre/testkit';
import type { ChatItem } from '../../../bus/bus.ts';
import { type Limits, limits } from '../../../limits.ts';
import type { LeftOut } from '../merge-stages.ts';
import { RoomPipeline } from '../pipeline.ts';
import type { Tier } from '../tiers.ts';

export const ranks = { staff: 0, gift: 1, follower: 2, viewer: 3 } as const;

export function chat(text: string, sender = 'ann', rank: number = ranks.viewer): ChatItem {
  return { text, sender: sender as UserId, rank };
}

export function textsOf(items: readonly ChatItem[]): string[] {
  return items.map(({ text }) => text);
}

export function tier(values: Partial<Tier> = {}): Tier {
  return { fromDevices: 0, windowMs: 100, flushItems: 0, displayPerSecond: 0, ...values };
}

export interface Sent {
  readonly atMs: number;
  readonly chat: readonly ChatItem[];
  readonly texts: string[];
  readonly entriesOnly?: boolean;
}

export interface PipelineFixtureOptions {
  readonly tier?: Partial<Tier>;
  readonly random?: SeededRandom;
  readonly clock?: FakeClock;
  readonly limits?: Partial<Limits>;
  readonly leftOut?: LeftOut;
}

/** A pipeline on a fake clock, with what it sent and an audience that is as busy as it is told. */
export function pipelineFixture(options: PipelineFixtureOptions = {}) {
  const clock = options.clock ?? new FakeClock();
  const state = { tier: tier(options.tier), busy: false, jammed: false };
  const flushes: Sent[] = [];
  const publishes: Sent[] = [];
  const sent = (items: readonly ChatItem[]) => ({
    atMs: clock.monotonicMs(),
    chat: items,
    texts: textsOf(items),
  });
  const pipeline = new RoomPipeline({
    clock,
    random: options.random ?? new SeededRandom(1),
    limits: { ...limits, ...options.limits },
    tier: () => state.tier,
    leftOut: options.leftOut,
    publish: (items) => publishes.push(sent(items)),
    flush: (items, entriesOnly) => flushes.push({ ...sent(items), entriesOnly }),
    busy: () => state.busy,
    jammed: () => state.jammed,
  });
  return { clock, state, flushes, publishes, pipeline };
}
