import type { AppId, AttributesEntry, ConversationId, RoomMembersAnswer } from '@eagre/protocol';
import type { BusMessage, ChatItem, RoomMessage, Subscription } from '../bus/bus.ts';
import { Audience } from '../fanout/audience.ts';
import { type AudienceCounters, newAudienceCounters } from '../fanout/audience-counters.ts';
import type { Flush } from '../fanout/audience-receiver.ts';
import { TextFrame } from '../fanout/room-frame.ts';
import type { TokenBucket } from '../flow/token-bucket.ts';
import { appOfKey, type ConversationKey, queueOfKey } from '../keys.ts';
import { RoomPipeline } from './chat/pipeline.ts';
import { type Tier, TierChoice } from './chat/tiers.ts';
import { isAttributesEntry, isClosedEntry } from './entries.ts';
import { Flushes } from './flushes.ts';
import { RecentChat } from './log/recent-chat.ts';
import type { LogFeed } from './log-feed.ts';
import type { Member } from './member.ts';
import type { Crowd } from './presence/crowd.ts';
import { RoomClosing } from './room-closing.ts';
import { RoomOrder } from './room-order.ts';
import { RoomUpkeep } from './room-upkeep.ts';
import type { RoomUse } from './room-use.ts';
import { Snapshot } from './snapshot.ts';
import type { Attributes } from './state/attributes.ts';
import type { Counters } from './state/counters.ts';
import type { CrowdRecord } from './state/crowd-record.ts';
import type { RoomRules } from './state/room-rules.ts';
import type { RoomState } from './state/room-state.ts';

/** What a room was in the store when it was opened. */
export interface RoomParts {
  readonly state: RoomState;
  readonly attributes: Attributes;
  readonly counters: Counters;
  readonly crowd: Crowd;
  readonly crowdRecord: CrowdRecord;
  readonly feed: LogFeed;
}

/**
 * One open room on this node: puts its parts together. What devices do comes in from `Entrance`,
 * `Speech` and `RoomDesk`, what other nodes do by the bus; what goes out goes through the pipeline,
 * which decides when, `Flushes`, which makes the frame, and the audience, which hands it out.
 */
export class Room {
  readonly key: ConversationKey;
  readonly app: AppId;
  readonly id: ConversationId;
  readonly state: RoomState;
  readonly feed: LogFeed;
  readonly attributes: Attributes;
  readonly counters: Counters;
  readonly crowd: Crowd;
  readonly pipeline: RoomPipeline;
  readonly audience: Audience;
  readonly delivered: AudienceCounters = newAudienceCounters();
  readonly snapshot: Snapshot;
  readonly order: RoomOrder;
  readonly upkeep: RoomUpkeep;
  /** For whoever limits the rate of messages. */
  rate: TokenBucket | undefined;
  readonly #use: RoomUse;
  readonly #parts: RoomParts;
  readonly #flushes: Flushes;
  readonly #recent: RecentChat;
  readonly #tiers: TierChoice;
  readonly #subscription: Subscription;
  readonly #closing: RoomClosing;

  constructor(use: RoomUse, key: ConversationKey, parts: RoomParts, subscription: Subscription) {
    const { clock, limits, random } = use;
    const { log, low } = parts.feed;
    this.#use = use;
    this.#parts = parts;
    this.#subscription = subscription;
    this.key = key;
    this.app = appOfKey(key);
    this.id = queueOfKey(key) as string as ConversationId;
    this.state = parts.state;
    this.feed = parts.feed;
    this.attributes = parts.attributes;
    this.counters = parts.counters;
    this.crowd = parts.crowd;
    this.upkeep = new RoomUpkeep(use, this, parts);
    this.#tiers = new TierChoice(clock, use.tiers.of(this.app));
    this.#tiers.setOverride(this.state.settings.tier);
    this.#recent = new RecentChat(limits);
    const refused = () => this.delivered.refusedFrames;
    this.#flushes = new Flushes({ ...parts, room: this.id, clock, limits, log, refused });
    const snapshot = { ...parts, log, low, chat: this.#recent, clock, limits };
    this.snapshot = new Snapshot(snapshot);
    this.#closing = new RoomClosing(this, use);
    const announced = () => {
      this.pipeline.urgent();
      // An overtaking flush leaves it to the next.
      this.pipeline.stats();
    };
    this.order = new RoomOrder({ ...use, room: this.id, crowd: this.crowd, announced });
    this.audience = new Audience({
      ...use,
      counters: this.delivered,
      source: {
        queue: queueOfKey(key),
        position: () => this.#flushes.position,
        catchUp: (flush, after, last) => this.#flushes.catchUp(flush, after, last),
        landed: () => this.pipeline.poll(),
      },
    });
    this.pipeline = new RoomPipeline({
      clock,
      random,
      limits,
      tier: () => this.tier,
      publish: (chat) => this.#publish(chat),
      flush: (chat, entriesOnly, waitedMs) => this.#flush(chat, entriesOnly, waitedMs),
      leftOut: (items, kept, why) => use.ways.dropped(key, items, kept, why),
      busy: () => this.audience.busy,
      jammed: () => this.audience.reliableBusy,
    });
    parts.feed.follow((entries) => this.#arrived(entries));
    if (this.state.isClosed) this.#closing.begin();
  }

  /** Best-effort messages a second, where the room has its own. */
  get perSecond(): number | undefined {
    return this.state.settings.perSecond;
  }

  /** The tier in force. */
  get tier(): Tier {
    return this.#tiers.choose(this.crowd.total().devices);
  }

  get isTierOverridden(): boolean {
    return this.#tiers.isOverridden;
  }

  /** Other tiers of the app from now on. */
  setTiers(): void {
    this.#tiers.setTiers(this.#use.tiers.of(this.app));
  }

  /** A device is in now, and has the log up to `head`; one that was in already stays as it is. */
  admit(member: Member, head: number): void {
    if (member.place >= 0) return;
    this.audience.add(member, head);
    // Its snapshot may be older than the figures that went last.
    this.#flushes.owe();
    this.pipeline.stats();
  }

  /** Figures that went last may be unknown to some: they are told again, if it is time. */
  refresh(): void {
    if (this.#flushes.owesFigures) this.pipeline.stats();
  }

  entered(member: Member): void {
    this.#use.counts.entered += 1;
    this.crowd.add(member);
    this.pipeline.stats();
  }

  detached(member: Member): void {
    if (member.place >= 0) this.audience.remove(member);
  }

  left(member: Member): void {
    this.#use.counts.left += 1;
    this.detached(member);
    this.crowd.remove(member);
    this.pipeline.stats();
    this.upkeep.used();
  }

  /** A best-effort message that passed the entrance. */
  offer(item: ChatItem): void {
    this.upkeep.used();
    this.pipeline.offer(item);
  }

  /** Errors: `limit_exceeded`. */
  tap(device: string, seq: number, counts: Readonly<Record<string, number>>): void {
    const isNew = this.counters.tap(device, seq, counts);
    this.#use.counts[isNew ? 'taps' : 'duplicateTaps'] += 1;
    if (isNew) this.pipeline.stats();
  }

  members(): RoomMembersAnswer {
    const { roomMembersFull, roomMembersSample } = this.#use.limits;
    const { members, complete } = this.crowd.members(roomMembersFull, roomMembersSample);
    return {
      members: members.map(({ user, enteredAt }) => ({
        user,
        role: this.state.roleOf(user),
        enteredAt,
      })),
      complete,
      online: this.crowd.total(),
    };
  }

  /** What the bus brings on the room's subject. */
  take(message: BusMessage): void {
    if (message.type === 'entries') this.#parts.feed.take(message.entries);
    else if (message.type === 'head') this.#parts.feed.skipped(message);
    else if ('node' in message && message.node === this.#use.node) return;
    else if (message.type === 'room') this.#takeNews(message);
    else if (message.type === 'crowd') {
      this.crowd.take(message);
      this.pipeline.stats();
      if (message.ask === true) this.upkeep.answer();
    } else if (message.type === 'changed') this.state.changed(message);
  }

  /** The order of the room changed, on whatever node. */
  rulesChanged(before: RoomRules, after: RoomRules): void {
    this.#tiers.setOverride(after.settings.tier);
    this.snapshot.expire();
    this.order.changed(before, after);
    if (after.settings.closedAt !== undefined) this.#closing.begin();
  }

  /** What must last is in the store when it resolves. Rejects with errors of the store. */
  async close(): Promise<void> {
    this.#subscription.cancel();
    this.#closing.stop();
    this.pipeline.close();
    this.audience.close();
    this.upkeep.tellGone();
    await this.upkeep.keepCrowd();
  }

  #arrived(entries: readonly string[]): void {
    this.upkeep.used();
    for (const text of entries) {
      if (isAttributesEntry(text)) this.attributes.apply(JSON.parse(text) as AttributesEntry);
      else if (isClosedEntry(text)) this.#hearOfEnd();
    }
    this.pipeline.urgent();
  }

  /** The settings say so too, and with them the end begins; the bus may have lost that they changed. */
  #hearOfEnd(): void {
    const failed = (error: unknown) => this.#use.report(error, `reading the end of ${this.key}`);
    this.state.check().catch(failed);
  }

  #takeNews(message: RoomMessage & { type: 'room' }): void {
    const { node, chat, sums, joined, joinedMore } = message;
    if (chat.length + joined.length > 0) this.upkeep.used();
    this.#use.ways.chat(this.key, chat, 'heard');
    this.pipeline.take(chat);
    if (sums !== undefined) this.counters.take(node, sums);
    this.crowd.offerRemoteJoins(joined, joinedMore);
    this.pipeline.stats();
  }

  #flush(chat: readonly ChatItem[], entriesOnly: boolean, waitedMs: number): void {
    this.#recent.add(chat);
    const flush = this.#flushes.make(chat, entriesOnly, waitedMs);
    if (flush !== undefined) this.#handOut(this.#followed(flush, chat));
    if (entriesOnly) return;
    for (const text of this.order.takeAnnouncements()) {
      const frame = new TextFrame(text, this.#use.limits.packMinChars);
      this.#handOut({ frame, chat: 0, entries: undefined });
    }
  }

  #followed(flush: Flush, chat: readonly ChatItem[]): Flush {
    const { epoch } = this.#flushes.position;
    const entries = flush.entries && { epoch, ...flush.entries };
    const handOut = this.#use.ways.flushed(this.key, chat, entries);
    return handOut === undefined ? flush : { ...flush, handOut };
  }

  /** Reports what is thrown: the pipeline's clockwork must not stop for it. */
  #handOut(flush: Flush): void {
    try {
      this.audience.flush(flush);
    } catch (error) {
      this.#use.report(error, `flush of ${this.key}`);
    }
  }

  #publish(chat: readonly ChatItem[]): void {
    const sums = this.counters.teller.takeNews();
    const joins = this.crowd.takeLocalJoins(this.#use.limits.roomJoinNames);
    if (chat.length === 0 && sums === undefined && joins === undefined) return;
    this.upkeep.tell({ chat, ...(sums && { sums }) }, joins);
    this.#use.ways.chat(this.key, chat, 'published');
  }
}
