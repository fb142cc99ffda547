import type { DeviceId, UserId } from '@eagre/protocol';
import type { Committed } from '../timeline/committed.ts';

/** A best-effort message of a room on its way to devices. */
export interface ChatItem {
  /** JSON text of a `RoomChat`. */
  readonly text: string;
  /** Fairness is between senders. */
  readonly sender: UserId;
  /** Place in `chatRanks`: 0 is shown first. */
  readonly rank: number;
}

/** What one node has counted in one room, so far: told again, late or twice it says the same. */
export interface RoomSums {
  /** When the node started, ms: what another start of it told holds no more. */
  readonly start: number;
  /** How often backends added something by this node: what they added is to be read from the store. */
  readonly adds: number;
  /** Taps of its devices since ever, by counter … */
  readonly counts: Readonly<Record<string, number>>;
  /** … all of them; else those that changed. */
  readonly whole?: true;
}

/**
 * What nodes tell each other about one room, on the room's subject. `node` is the teller: a node does
 * not take its own.
 */
export type RoomMessage =
  /** At most once a window and node: what its devices said, counted, and who came in. */
  | {
      type: 'room';
      node: string;
      chat: readonly ChatItem[];
      sums?: RoomSums;
      joined: readonly UserId[];
      joinedMore: number;
    }
  /** Devices and users of the node in the room; repeated while it has some, and 0 when it has none left. */
  | {
      type: 'crowd';
      node: string;
      devices: number;
      users: number;
      /** Sketch of the users since the room was made, when it has changed. */
      visitors?: string;
      /** The teller has just opened the room: the others tell it at once what they know. */
      ask?: true;
    }
  /** A document of the room has this version now: whoever knows an older one reads it. */
  | { type: 'changed'; node: string; document: string; version: number };

/** On the subject of a user queue: the device acts on this node now, with this generation. */
export interface DeviceMessage {
  type: 'device';
  node: string;
  device: DeviceId;
  gen: number;
}

/**
 * What nodes tell each other about themselves. `node` is the teller or the asker; a question is JSON
 * text and so is what comes back.
 */
export type NodeMessage =
  /** Told again and again while the node runs; `leaving` once when it ends. JSON text of its figures. */
  | { type: 'node'; node: string; figures: string; leaving?: true }
  /** Conversations that have a new version: whoever has an older one in memory forgets it. */
  | {
      type: 'conversations';
      node: string;
      changed: readonly (readonly [key: string, version: number])[];
    }
  | { type: 'ask'; node: string; id: number; question: string }
  | { type: 'answer'; node: string; id: number; answer: string };

/**
 * On a user queue's subject: close the device's connections, without `device` (a device id) those of
 * all devices of the user. With `node` the device is connected there now: its other, older connections
 * are to go.
 */
export interface KickMessage {
  type: 'kick';
  device?: string;
  reason: string;
  node?: string;
}

/** What nodes tell each other about one queue or user. `frame` is encoded for devices already. */
export type BusMessage =
  | { type: 'entries'; entries: Committed }
  /**
   * Never between nodes: said to the subscribers of a queue by the part that repairs losses. The log
   * stands at this place, and the entries that led there will not come as `entries`.
   */
  | { type: 'head'; epoch: number; head: number }
  | RoomMessage
  | DeviceMessage
  | NodeMessage
  /** Best effort, never stored: typing, read marks. `exceptDevice` is a `deviceKey`. */
  | { type: 'ephemeral'; frame: string; exceptDevice?: string }
  | KickMessage;

export interface Subscription {
  cancel(): void;
}

/**
 * At most once, in order for each publisher and subject; positions repair every loss (design
 * section 1). A subject is the key of a queue. Handlers must not block.
 * Implementations: `bus-memory.ts`, `bus-nats.ts`.
 */
export interface Bus {
  publish(subject: string, message: BusMessage): void;
  subscribe(subject: string, handler: (message: BusMessage) => void): Subscription;
  close(): Promise<void>;
}

/**
 * A bus that leads to other nodes. A node's own messages reach its own subscribers within `publish`,
 * whether the way to the others is open or not.
 */
export interface ClusterBus extends Bus {
  /** The way to the others is open; while it is not, what is published reaches this node only. */
  readonly connected: boolean;
  /**
   * Resolves when every subscription made before the call is in force: what others publish from then
   * on arrives. While the way is closed, resolves when it is open again or the bus is closed.
   */
  settled(): Promise<void>;
  /**
   * `changed` is told when the way was closed and when it is open again, and with `false, true` when
   * messages were dropped on the way though it was open: whatever others said may have been missed.
   */
  watch(changed: (connected: boolean) => void): Subscription;
  /** What went over it since it was opened, where there is something to count. */
  stats?(): BusStats;
}

/** Counts of messages and bytes to and from other nodes. */
export interface BusStats {
  readonly published: number;
  readonly publishedBytes: number;
  readonly received: number;
  readonly receivedBytes: number;
  /** Messages of this node that reached no other, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Messages of others that were not understood, by reason. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Subjects listened to now. */
  readonly subscriptions: number;
  readonly reconnects: number;
}
