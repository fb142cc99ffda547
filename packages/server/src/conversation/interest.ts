import type {
  AppId,
  Clock,
  JoinedEntry,
  LeftEntry,
  ModeEntry,
  Priority,
  QueueId,
  SettingsEntry,
  Timer,
  UserId,
} from '@eagre/protocol';
import {
  appOfKey,
  conversationKey,
  isUserQueueKey,
  type QueueKey,
  queueOfKey,
  type UserKey,
  userKey,
  userQueueKey,
} from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Committed } from '../timeline/committed.ts';
import type { Membership } from '../timeline/records.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { effectivePriority } from './membership-view.ts';
import { userQueuePriority } from './queue-plan.ts';
import { Refollow } from './refollow.ts';

/** A connection, as far as it is told to pull. */
export interface FollowingDevice {
  tellHead(queue: QueueId, epoch: number, head: number): void;
}

/** The fan-out, as far as it is told who follows what. */
export interface Subscriptions<Device> {
  /** Changes the lane when the device follows the queue already. */
  subscribe(device: Device, key: QueueKey, lane: Priority): void;
  unsubscribe(device: Device, key: QueueKey): void;
  /** Without effect when the device does not follow the queue. */
  setLane(device: Device, key: QueueKey, lane: Priority): void;
  followedBy(device: Device): readonly QueueKey[];
}

export interface InterestOptions<Device> {
  fanout: Subscriptions<Device>;
  /** Devices of a user on this node. */
  devicesOf: (user: UserKey) => readonly Device[];
  cache: Pick<ConversationCache, 'get'>;
  timeline: Pick<Timeline, 'heads' | 'memberships'>;
  clock: Clock;
  limits: Pick<Limits, 'followCheckMs' | 'followAgainMs'>;
  report: (error: unknown) => void;
}

type ControlEntry = JoinedEntry | LeftEntry | ModeEntry | SettingsEntry;

/** Control entries that passed since the first of so many readings of the list began. */
interface Entering {
  readings: number;
  passed: ControlEntry[];
}

interface Check<Device> {
  device: Device;
  key: QueueKey;
  epoch: number;
  syncId: number;
}

/**
 * Which queues the devices of this node follow: their user's queue, and the queue of each
 * conversation in read mode. Kept up by the control entries that pass on the user queues, so every
 * device of a user follows a joined group at once, on whatever node, without anybody asking (M6).
 */
export class Interest<Device extends FollowingDevice> {
  readonly #options: InterestOptions<Device>;
  /** Devices whose list of conversations is being read. */
  readonly #entering = new WeakMap<Device, Entering>();
  readonly #refollow: Refollow<Device>;
  #checks: Check<Device>[] = [];
  #timer: Timer | undefined;
  /** The timer waits for a store that was away. */
  #isPausing = false;
  #closed = false;

  constructor(options: InterestOptions<Device>) {
    this.#options = options;
    this.#refollow = new Refollow({
      ...options,
      enter: (app, user, device) => this.enter(app, user, device),
      correct: (app, user, device, memberships) => {
        if (memberships !== undefined) this.#compare(device, memberships);
        this.follow(app, user, device, memberships ?? []);
      },
    });
  }

  /** Before the user's conversations are read: nothing that passes from now on is missed. */
  enter(app: AppId, user: UserId, device: Device): void {
    const entering = this.#entering.get(device);
    if (entering === undefined) this.#entering.set(device, { readings: 1, passed: [] });
    else entering.readings += 1;
    this.#options.fanout.subscribe(device, userQueueKey(app, user), userQueuePriority);
  }

  /**
   * Follows what is in the list. The list may be older than the control entries that passed while
   * it was read, so those are applied on top: the last of them about a conversation is the truth,
   * or something newer will pass yet.
   */
  follow(app: AppId, user: UserId, device: Device, memberships: readonly Membership[]): void {
    for (const { conversation, member } of memberships) {
      if (conversation.mode !== 'read') continue;
      const key = conversationKey(app, conversation.conversation);
      const lane = effectivePriority(conversation.priority, member.muted);
      this.#options.fanout.subscribe(device, key, lane);
    }
    const entering = this.#entering.get(device);
    if (entering === undefined) return;
    entering.readings -= 1;
    if (entering.readings === 0) this.#entering.delete(device);
    for (const entry of entering.passed) {
      this.#apply(device, app, entry);
      this.#correctLane(app, user, [device], entry);
    }
  }

  /** Called by the fan-out with entries of a user queue, before it hands them out. */
  passed(key: QueueKey, committed: Committed): void {
    const app = appOfKey(key);
    const user = queueOfKey(key).slice('user:'.length) as UserId;
    const devices = this.#options.devicesOf(userKey(app, user));
    if (devices.length === 0) return;
    for (const entry of committed.entries.flatMap(controlEntry)) {
      for (const device of devices) {
        this.#entering.get(device)?.passed.push(entry);
        this.#apply(device, app, entry);
      }
      this.#correctLane(app, user, devices, entry);
    }
  }

  /** Entries of a user queue never came to this node: what its devices follow is read anew. */
  skipped(key: QueueKey): void {
    void this.#refollow.skipped(key);
  }

  close(): void {
    this.#closed = true;
    this.#refollow.close();
    this.#timer?.cancel();
    this.#checks = [];
  }

  /** Drops what is not in the list; of what it has and the device did not follow, the head is told. */
  #compare(device: Device, memberships: readonly Membership[]): void {
    const { fanout } = this.#options;
    const followed = new Set(fanout.followedBy(device));
    const listed = new Set<QueueKey>();
    for (const { conversation, epoch } of memberships) {
      if (conversation.mode !== 'read') continue;
      const key = conversationKey(conversation.app, conversation.conversation);
      listed.add(key);
      if (!followed.has(key)) this.#checkLater({ device, key, epoch, syncId: 0 });
    }
    for (const key of followed) {
      if (!isUserQueueKey(key) && !listed.has(key)) fanout.unsubscribe(device, key);
    }
  }

  #apply(device: Device, app: AppId, entry: ControlEntry): void {
    const key = conversationKey(app, entry.conversation);
    const { fanout } = this.#options;
    if (entry.type === 'left' || (entry.type === 'mode' && entry.mode === 'write')) {
      fanout.unsubscribe(device, key);
    } else if (entry.type !== 'settings' && entry.mode === 'read') {
      fanout.subscribe(device, key, entry.priority);
      this.#checkLater({ device, key, epoch: entry.epoch, syncId: entry.syncId });
    }
  }

  /** The class for this user is known to the conversation only: whether they muted it. */
  #correctLane(app: AppId, user: UserId, devices: readonly Device[], entry: ControlEntry): void {
    if (entry.type === 'left' || entry.type === 'joined') return;
    const key = conversationKey(app, entry.conversation);
    const { cache, fanout, report } = this.#options;
    cache.get(key).then((conversation) => {
      const member = conversation?.members.get(user);
      if (conversation === undefined || member === undefined) return;
      const muted = entry.type === 'settings' ? entry.muted : member.muted;
      const lane = effectivePriority(conversation.record.priority, muted);
      for (const device of devices) fanout.setLane(device, key, lane);
    }, report);
  }

  /**
   * What was committed right after the switch or the joining may have passed before the device
   * followed, and a last message would be missed until the next one. So a moment later, when the
   * control entry has been handed out, the device is told the head if it is further on.
   */
  #checkLater(check: Check<Device>): void {
    this.#checks.push(check);
    // A pause after a failure is not for what is new.
    if (this.#isPausing) this.#timer?.cancel();
    if (this.#isPausing || this.#timer === undefined) {
      this.#checkIn(this.#options.limits.followCheckMs);
    }
  }

  #checkIn(ms: number): void {
    this.#isPausing = false;
    this.#timer = this.#options.clock.setTimer(ms, () => {
      this.#timer = undefined;
      this.#isPausing = false;
      const checks = this.#checks;
      this.#checks = [];
      this.#check(checks).catch((error: unknown) => {
        this.#options.report(error);
        this.#checkAgain(checks);
      });
    });
  }

  /** The store was away, and whoever reads the queue next does not tell these devices of it. */
  #checkAgain(checks: readonly Check<Device>[]): void {
    const { fanout, limits } = this.#options;
    if (this.#closed) return;
    const isNeeded = ({ device, key }: Check<Device>) => fanout.followedBy(device).includes(key);
    this.#checks.push(...checks.filter(isNeeded));
    if (this.#checks.length === 0 || this.#timer !== undefined) return;
    this.#checkIn(limits.followAgainMs);
    this.#isPausing = true;
  }

  async #check(checks: readonly Check<Device>[]): Promise<void> {
    const keys = [...new Set(checks.map(({ key }) => key))];
    const heads = await this.#options.timeline.heads(keys);
    const headOf = new Map(keys.map((key, i) => [key, heads[i]]));
    for (const { device, key, epoch, syncId } of checks) {
      const log = headOf.get(key);
      if (log === undefined || (log.epoch === epoch && log.head <= syncId)) continue;
      device.tellHead(queueOfKey(key), log.epoch, log.head);
    }
  }
}

const controlPattern = /^\{"conversation":"[^"]+","epoch":\d+,"syncId":\d+,"type":"(\w+)"/;
const controlTypes = new Set(['joined', 'left', 'mode', 'settings']);

/** Looks at the beginning only: most entries carry a message and are not decoded. */
function controlEntry(text: string): ControlEntry[] {
  const type = controlPattern.exec(text)?.[1];
  return type !== undefined && controlTypes.has(type) ? [JSON.parse(text) as ControlEntry] : [];
}
