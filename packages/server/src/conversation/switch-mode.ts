import type { Clock, FanoutMode } from '@eagre/protocol';
import type { ConversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Append, Timeline } from '../timeline/timeline.ts';
import type { Activity } from './activity.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { modeText } from './entries.ts';
import { desiredMode, type FanoutLimits } from './fanout-policy.ts';
import { lastEntryAt } from './last-entry.ts';
import { storedRecord } from './membership-commit.ts';
import type { Plan, PlannedCommits } from './planned-commits.ts';

/** Conversations looked at in one sweep. */
const sweepLimit = 200;

export interface ModeSwitcherOptions {
  commits: PlannedCommits;
  cache: ConversationCache;
  activity: Activity;
  timeline: Pick<Timeline, 'heads' | 'ranges'>;
  clock: Clock;
  limits: FanoutLimits & Pick<Limits, 'modeSweepMs'>;
  /** A switch failed; it is tried again with a later send. */
  report: (error: unknown, key: ConversationKey) => void;
}

/** Counters since the start. */
export interface SwitchCounts {
  toRead: number;
  toWrite: number;
  failed: number;
}

/**
 * Switches conversations between write and read fan-out while sends go on (mission M4). A switch is
 * one commit under a guard on the version, so each send is planned and stored wholly before it or
 * wholly after it; its `mode` entry in every member's user queue carries the place in the log where
 * the one ends and the other begins.
 */
export class ModeSwitcher {
  readonly #options: ModeSwitcherOptions;
  readonly #running = new Set<ConversationKey>();
  readonly #sweep: { cancel(): void };
  readonly counts: SwitchCounts = { toRead: 0, toWrite: 0, failed: 0 };

  constructor(options: ModeSwitcherOptions) {
    this.#options = options;
    this.#sweep = options.clock.every(options.limits.modeSweepMs, () => void this.sweep());
  }

  /** Notes an entry, by its place in the log, and starts a switch if one is due. Never waits, never throws. */
  noted(conversation: Conversation, syncId: number): void {
    const { activity } = this.#options;
    activity.note(conversation.key, syncId);
    const { rate } = activity.of(conversation.key);
    if (this.#desired(conversation, rate, 0) !== conversation.mode) {
      void this.#consider(conversation.key, rate, 0);
    }
  }

  /** Finds the conversations that were quiet for long enough to return to write mode. */
  async sweep(): Promise<void> {
    const { activity, limits } = this.#options;
    const quiet = activity.takeQuiet(limits.writeModeQuietMs, sweepLimit);
    await Promise.all(quiet.map((key) => this.#considerQuiet(key)));
  }

  /** What was quiet here may be busy by way of another node, which then looks after it. */
  async #considerQuiet(key: ConversationKey): Promise<void> {
    const { clock, report, timeline } = this.#options;
    try {
      await this.#consider(key, 0, clock.now() - (await lastEntryAt(timeline, key)));
    } catch (error) {
      this.counts.failed += 1;
      report(error, key);
    }
  }

  /** Switches to `mode` whatever the policy says. False when it was so already, or is gone. */
  async switchTo(key: ConversationKey, mode: FanoutMode): Promise<boolean> {
    const at = this.#options.clock.now();
    const { plan } = await this.#options.commits.change(key, (current) => {
      if (current === undefined || current.deleted || current.mode === mode) return unchanged;
      return switchPlan(current, mode, at);
    });
    if (plan === unchanged) return false;
    this.counts[mode === 'read' ? 'toRead' : 'toWrite'] += 1;
    return true;
  }

  close(): void {
    this.#sweep.cancel();
  }

  async #consider(key: ConversationKey, rate: number, quietMs: number): Promise<void> {
    if (this.#running.has(key)) return;
    this.#running.add(key);
    try {
      const conversation = await this.#options.cache.get(key);
      if (conversation === undefined || conversation.deleted) return;
      const mode = this.#desired(conversation, rate, quietMs);
      if (mode !== conversation.mode) await this.switchTo(key, mode);
    } catch (error) {
      this.counts.failed += 1;
      this.#options.report(error, key);
    } finally {
      this.#running.delete(key);
    }
  }

  #desired(conversation: Conversation, rate: number, quietMs: number): FanoutMode {
    const { policy, mode, members } = conversation.record;
    return desiredMode({ policy, mode, members, rate, quietMs }, this.#options.limits);
  }
}

/** Nothing to store; a commit without effect that still checks the version. */
const unchanged: Plan = { commit: { appends: [] } };

export function switchPlan(current: Conversation, mode: FanoutMode, at: number): Plan {
  const next = current.next({ record: { mode } });
  return {
    commit: {
      writes: [{ write: 'conversation', record: storedRecord(next) }],
      appends: modeAppends(next, at),
    },
    next: () => next,
  };
}

/** Tells every member mode and priority, at the place in the log where they begin to count. */
export function modeAppends(conversation: Conversation, at: number): Append[] {
  const queues = conversation.memberQueues();
  if (queues.length === 0) return [];
  const { mode, priority } = conversation.record;
  return [{ queues, entry: modeText({ at, mode, priority }), stamp: conversation.key }];
}
