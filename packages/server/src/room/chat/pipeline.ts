import type { Clock, Random, Timer } from '@eagre/protocol';
import type { ChatItem } from '../../bus/bus.ts';
import type { Limits } from '../../limits.ts';
import { ChatCounts } from './chat-counts.ts';
import { Deadline } from './deadline.ts';
import { type LeftOut, type MergeLimits, MergeStages } from './merge-stages.ts';
import type { Tier } from './tiers.ts';

/** What the pipeline needs of its room. None of these may throw. */
export interface PipelinePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: MergeLimits & Pick<Limits, 'roomStatsMs' | 'roomFlushSizes'>;
  /** The room's tier now; asked for each message. */
  tier(): Tier;
  /**
   * What devices of this node said, for the other nodes: at most once a window, and under the display
   * cap. Empty when only figures (counters, joins) are to be told.
   */
  publish(chat: readonly ChatItem[]): void;
  /**
   * What the devices of this node are shown now, with all entries that wait and the figures that
   * changed. `entriesOnly`: entries overtake a flush under way, which carries figures already.
   * `waitedMs`: so long the oldest message of the chat has waited here.
   */
  flush(chat: readonly ChatItem[], entriesOnly: boolean, waitedMs: number): void;
  /** Told of messages that are left out; without it nobody is. */
  readonly leftOut?: LeftOut | undefined;
  /** A best-effort flush is still being handed out: another would pile up behind it. */
  busy(): boolean;
  /** … or one with entries: what waits goes with the next, after `poll`. */
  jammed(): boolean;
}

/** A running window looks for another tier this often: with the hold of a tier it makes 1.5 s. ms. */
const tierLookMs = 500;

const never = Number.POSITIVE_INFINITY;

/** After so much of a window a full frame may go … */
const earlyShare = 0.25;
/** … and a reliable entry does: an item card is worth a frame, ten of them in a second are not ten. */
const urgentShare = 0.5;

/**
 * When the chat of one room goes to its devices, and to other nodes (mission M10, M11). A naive room
 * sends each message to each device; here messages wait for a window of the room's tier and share a
 * frame, so that the cost is devices × windows, whatever is said.
 *
 * A window begins with the first message that waits and ends after `windowMs`: no message waits
 * longer, unless the frame before is still on its way to the devices. Then everything waits for that
 * and is merged, but for reliable entries, which overtake. What is said and shown on one node waits
 * for one window; what comes from another node for one there and one here. Nothing waits, no timer.
 */
export class RoomPipeline {
  readonly counts: ChatCounts;
  readonly #ports: PipelinePorts;
  readonly #stages: MergeStages;
  readonly #toDevices: Deadline;
  readonly #toNodes: Deadline;
  #urgent = false;
  #timer: Timer | undefined;
  #timerDueMs = never;
  #closed = false;

  constructor(ports: PipelinePorts) {
    const { limits, random } = ports;
    this.#ports = ports;
    this.counts = new ChatCounts(limits.roomFlushSizes);
    this.#stages = new MergeStages(limits, random, this.counts, ports.leftOut);
    this.#toDevices = new Deadline(limits.roomStatsMs);
    this.#toNodes = new Deadline(limits.roomStatsMs);
  }

  /** Nothing waits to be shown or published. */
  get isIdle(): boolean {
    return this.#toDevices.isIdle && this.#toNodes.isIdle && !this.#urgent;
  }

  /** A device of this node said something. */
  offer(item: ChatItem): void {
    this.#stages.offer(item);
    const nowMs = this.#nowMs;
    this.#toDevices.chat(nowMs);
    this.#toNodes.chat(nowMs);
    this.#arm(nowMs);
  }

  /** Another node published this. */
  take(items: readonly ChatItem[]): void {
    if (items.length === 0) return;
    for (const item of items) this.#stages.take(item);
    const nowMs = this.#nowMs;
    this.#toDevices.chat(nowMs);
    this.#arm(nowMs);
  }

  /** A reliable entry waits: it goes as soon as half a window has passed since the last flush. */
  urgent(): void {
    this.#urgent = true;
    this.#arm(this.#nowMs);
  }

  /** Figures changed: they go with the next flush and publication, within `roomStatsMs`. */
  stats(): void {
    const nowMs = this.#nowMs;
    this.#toDevices.stats(nowMs);
    this.#toNodes.stats(nowMs);
    this.#arm(nowMs);
  }

  /** A flush has been handed out: what waited for that goes now. */
  poll(): void {
    if (this.isIdle || this.#closed) return;
    if (this.#flushDueMs(this.#ports.tier(), this.#nowMs) < this.#nowMs) this.counts.jams += 1;
    this.#run();
  }

  /** What waits is dropped and counted, and so is what comes after. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stages.close();
  }

  get #nowMs(): number {
    return this.#ports.clock.monotonicMs();
  }

  /** When chat and figures go to the devices, unless that has to wait for a flush under way. */
  #flushDueMs(tier: Tier, nowMs: number): number {
    const { windowMs, flushItems } = tier;
    const dueMs = this.#toDevices.dueMs(windowMs);
    if (flushItems === 0 || this.#stages.waiting < flushItems) return dueMs;
    if (this.#stages.showable(tier, nowMs) < flushItems) return dueMs;
    return Math.min(dueMs, this.#toDevices.lastMs + windowMs * earlyShare);
  }

  #urgentDueMs({ windowMs }: Tier): number {
    return this.#urgent ? this.#toDevices.lastMs + windowMs * urgentShare : never;
  }

  /** What may go to the devices by now; undefined: nothing, or nothing before `poll`. */
  #dueFlush(tier: Tier, nowMs: number): 'all' | 'entries' | undefined {
    const urgentIsDue = this.#urgentDueMs(tier) <= nowMs;
    if (!urgentIsDue && this.#flushDueMs(tier, nowMs) > nowMs) return undefined;
    if (this.#urgent && this.#ports.jammed()) return undefined;
    if (!this.#ports.busy()) return 'all';
    return urgentIsDue ? 'entries' : undefined;
  }

  #run(): void {
    const nowMs = this.#nowMs;
    const tier = this.#ports.tier();
    const flush = this.#dueFlush(tier, nowMs);
    const publishIsDue = this.#toNodes.dueMs(tier.windowMs) <= nowMs;
    if (flush !== undefined || publishIsDue) this.#stages.admit(tier, nowMs);
    // Other nodes are told along with a flush, unless they were within this window.
    const mayPublish = nowMs - this.#toNodes.lastMs >= tier.windowMs;
    if (publishIsDue || (flush === 'all' && mayPublish)) this.#publish(nowMs);
    if (flush === 'all') this.#flush(tier, nowMs);
    if (flush === 'entries') this.#overtake(nowMs);
    this.#arm(nowMs);
  }

  #publish(nowMs: number): void {
    if (this.#toNodes.isIdle) return;
    const { hasStats } = this.#toNodes;
    const chat = this.#stages.takeOutgoing();
    this.#toNodes.done(nowMs);
    if (chat.length === 0 && !hasStats) return;
    this.counts.publishes += 1;
    this.#ports.publish(chat);
  }

  #flush(tier: Tier, nowMs: number): void {
    const chat = this.#stages.takeShown(tier, nowMs);
    const isWanted = chat.length > 0 || this.#urgent || this.#toDevices.hasStats;
    const waitedMs = this.#toDevices.waitedMs(nowMs);
    this.#toDevices.done(nowMs);
    this.#urgent = false;
    if (!isWanted) return;
    this.counts.flushed(chat.length, waitedMs);
    this.#ports.flush(chat, false, waitedMs);
  }

  /** Entries go past the flush under way; chat waits on, for its end. */
  #overtake(nowMs: number): void {
    this.#toDevices.lastMs = nowMs;
    this.#urgent = false;
    this.counts.overtakes += 1;
    this.counts.flushed(0, 0);
    this.#ports.flush([], true, 0);
  }

  /** Sets the timer for what is due next; after `close` whatever came is dropped instead. */
  #arm(nowMs: number): void {
    if (this.#closed) {
      this.#stages.close();
      return;
    }
    const dueMs = this.#nextDueMs(this.#ports.tier(), nowMs);
    const wakeMs = dueMs === never ? never : Math.min(dueMs, nowMs + tierLookMs);
    if (this.#timer !== undefined && this.#timerDueMs <= wakeMs && wakeMs !== never) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (wakeMs === never) return;
    this.#timerDueMs = wakeMs;
    this.#timer = this.#ports.clock.setTimer(Math.max(0, Math.ceil(wakeMs - nowMs)), () => {
      this.#timer = undefined;
      this.#run();
    });
  }

  /** When the next thing may go; what is overdue and held back goes at a `poll`. */
  #nextDueMs(tier: Tier, nowMs: number): number {
    const publishMs = this.#toNodes.dueMs(tier.windowMs);
    const flushMs = this.#flushDueMs(tier, nowMs);
    const urgentMs = this.#urgentDueMs(tier);
    if (Math.min(flushMs, urgentMs) > nowMs) return Math.min(publishMs, flushMs, urgentMs);
    if (this.#dueFlush(tier, nowMs) !== undefined) return nowMs;
    // An entry may overtake later what holds the chat back now.
    return Math.min(publishMs, urgentMs > nowMs ? urgentMs : never);
  }
}
