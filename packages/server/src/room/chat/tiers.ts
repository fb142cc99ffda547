import type { Clock } from '@eagre/protocol';
import { z } from 'zod';
import { limits } from '../../limits.ts';

/** How the chat of a room with so many devices is merged and thinned (mission M11). */
export interface Tier {
  /** Devices online from which this tier holds. */
  readonly fromDevices: number;
  /** Messages wait so long for others to share a frame; 0: only those of one turn share one. ms. */
  readonly windowMs: number;
  /** A frame goes early when it would hold so many messages; 0: never. */
  readonly flushItems: number;
  /** Messages a second that a device is shown; 0: all. */
  readonly displayPerSecond: number;
}

/** What may be set otherwise for one room; what is left out is as the tier has it. */
export type TierOverride = {
  readonly [name in keyof Omit<Tier, 'fromDevices'>]?: number | undefined;
};

/**
 * A core hands out some 200,000 frames a second, so a room that is to leave room for others may
 * take about 50,000 of them: that sets the windows of the larger tiers, where devices ÷ window is
 * the room's frame rate. 500 devices are few enough for a frame each turn. The caps are what a
 * person can follow on a phone, less the larger the room, since there each message shown is bytes
 * to everybody. `flushItems` matters where the cap is off: 500 messages are 50 KB, a frame that a
 * phone takes in without a stutter.
 */
export const defaultTiers: readonly Tier[] = [
  { fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 50 },
  { fromDevices: 500, windowMs: 100, flushItems: 500, displayPerSecond: 50 },
  { fromDevices: 5000, windowMs: 250, flushItems: 500, displayPerSecond: 40 },
  { fromDevices: 50_000, windowMs: 500, flushItems: 500, displayPerSecond: 30 },
  { fromDevices: 300_000, windowMs: 1000, flushItems: 500, displayPerSecond: 20 },
];

const values = {
  windowMs: z.int().min(0).max(limits.roomWindowMs),
  flushItems: z.int().min(0).max(limits.roomPendingChat),
  displayPerSecond: z.int().min(0).max(limits.roomPerSecond),
};

export const tierOverrideSchema = z.strictObject(values).partial();

/** Tiers of an app, smallest rooms first. */
export const tiersSchema = z
  .array(z.strictObject({ fromDevices: z.int().min(0).max(limits.roomDevices), ...values }))
  .min(1)
  .max(limits.tiersPerApp)
  .superRefine((tiers, context) => {
    tiers.forEach(({ fromDevices }, index) => {
      const before = tiers[index - 1]?.fromDevices;
      const path = [index, 'fromDevices'];
      if (before === undefined && fromDevices !== 0) {
        context.addIssue({ code: 'custom', path, message: 'the first tier must begin at 0' });
      }
      if (before !== undefined && fromDevices <= before) {
        const message = `must be more than ${before}, where the tier before begins`;
        context.addIssue({ code: 'custom', path, message });
      }
    });
  });

/** A room goes back to a smaller tier when it has less than this share of what the tier is for. */
const downShare = 0.8;
/** A tier is kept at least so long: with the share it makes a room near a border change rarely. ms. */
const holdMs = 1000;

/**
 * The tier of one room by its online count (mission M11). It goes up at `fromDevices` and down below
 * 80 % of it, at most once a second; with a count that changed and a pipeline that looks every half
 * second, what is chosen holds within 2 s.
 */
export class TierChoice {
  readonly #clock: Clock;
  #tiers: readonly Tier[];
  #override: TierOverride | undefined;
  /** -1 until the first choice, which is free. */
  #level = -1;
  #changedAtMs = Number.NEGATIVE_INFINITY;
  #tier: Tier | undefined;

  constructor(clock: Clock, tiers: readonly Tier[] = defaultTiers) {
    this.#clock = clock;
    this.#tiers = tiers;
  }

  /** The tier is as somebody set it for this room, and not only as online count has it. */
  get isOverridden(): boolean {
    return this.#override !== undefined;
  }

  /** The tier for so many devices: the same object until something changes. */
  choose(devices: number): Tier {
    const level = this.#levelFor(devices);
    if (level !== this.#level && this.#mayChange()) {
      this.#level = level;
      this.#tier = undefined;
    }
    this.#tier ??= overridden(this.#tiers[this.#level] as Tier, this.#override);
    return this.#tier;
  }

  /** Other tiers from now on; they must have passed `tiersSchema`. */
  setTiers(tiers: readonly Tier[]): void {
    this.#tiers = tiers;
    this.#level = -1;
    this.#tier = undefined;
  }

  /** Other values for this room whatever its tier; undefined: as the tier has them. */
  setOverride(override: TierOverride | undefined): void {
    this.#override = override;
    this.#tier = undefined;
  }

  #levelFor(devices: number): number {
    const from = (level: number) => this.#tiers[level]?.fromDevices ?? Number.POSITIVE_INFINITY;
    let level = Math.max(0, this.#level);
    while (level > 0 && devices < from(level) * downShare) level -= 1;
    while (devices >= from(level + 1)) level += 1;
    return level;
  }

  #mayChange(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (this.#level >= 0 && nowMs - this.#changedAtMs < holdMs) return false;
    this.#changedAtMs = nowMs;
    return true;
  }
}

function overridden(tier: Tier, override: TierOverride = {}): Tier {
  return {
    fromDevices: tier.fromDevices,
    windowMs: override.windowMs ?? tier.windowMs,
    flushItems: override.flushItems ?? tier.flushItems,
    displayPerSecond: override.displayPerSecond ?? tier.displayPerSecond,
  };
}
