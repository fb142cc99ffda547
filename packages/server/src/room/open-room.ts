import type { BusMessage } from '../bus/bus.ts';
import { appOfKey, type ConversationKey } from '../keys.ts';
import { LogFeed } from './log-feed.ts';
import { Crowd } from './presence/crowd.ts';
import { Room, type RoomParts } from './room.ts';
import type { RoomUse } from './room-use.ts';
import { Attributes } from './state/attributes.ts';
import { Counters } from './state/counters.ts';
import { CrowdRecord } from './state/crowd-record.ts';
import type { RoomRules } from './state/room-rules.ts';
import { RoomState } from './state/room-state.ts';

/** News of a room that is being opened: as many as come in the time of a few reads. */
const mostWaiting = 1000;

/**
 * Opens a room: it listens before it reads, so that nothing falls between, asks the other nodes what
 * they know, and takes what came meanwhile when it stands. Rejects with errors of the store.
 */
export async function openRoom(use: RoomUse, key: ConversationKey): Promise<Room> {
  let room: Room | undefined;
  const waiting: BusMessage[] = [];
  const subscription = use.bus.subscribe(key, (message) => {
    if (room !== undefined) room.take(message);
    // What else is lost then is found again: entries as a hole, changes by the next check.
    else if (waiting.length < mostWaiting) waiting.push(message);
  });
  const { bus, node } = use;
  bus.publish(key, { type: 'crowd', node, devices: 0, users: 0, ask: true });
  try {
    const parts = await readParts(use, key, (before, after) => room?.rulesChanged(before, after));
    room = new Room(use, key, parts, subscription);
    for (const message of waiting) room.take(message);
    return room;
  } catch (error) {
    subscription.cancel();
    throw error;
  }
}

async function readParts(
  use: RoomUse,
  key: ConversationKey,
  onChange: (before: RoomRules, after: RoomRules) => void,
): Promise<RoomParts> {
  const state = await RoomState.open(use, key, onChange);
  const crowd = new Crowd(use);
  const [attributes, counters, crowdRecord, feed] = await Promise.all([
    Attributes.open(use, key, state),
    Counters.open(use, key),
    CrowdRecord.open(use, key),
    LogFeed.open(use, key),
    use.tiers.ready(appOfKey(key)),
  ]);
  crowd.restore(crowdRecord.stored);
  return { state, attributes, counters, crowd, crowdRecord, feed };
}
