import type { CopyEntry, JoinedEntry, ModeEntry, Stamp, UserEntry } from '@eagre/protocol';
import { queueOf } from '@eagre/protocol/names';
import type { EagreEvent } from '../events.ts';
import type { QueueEffect } from './queue-sync.ts';
import type { Tracked, TrackedQueues } from './tracked-queues.ts';

export interface UserEntryPorts {
  queues: TrackedQueues;
  /**
   * Whether an entry of the user queue was already reflected in the list of queues that came last, and
   * if so, whether the conversation stands in that list: then the list wins.
   */
  listed(at: number, entry: Stamp): 'listed' | 'unlisted' | 'newer';
  run(tracked: Tracked, effects: QueueEffect[]): void;
  /** The user is a member (again). */
  welcome(tracked: Tracked): void;
  emit(event: EagreEvent): void;
}

/**
 * What the entries of the user queue mean for the queues of the device. Every entry says from where it
 * counts, and positions of a conversation outlive its modes, so a switch moves a device over without
 * loss or doubling whatever it has seen before, and in whatever order the frames came.
 */
export function applyUserEntry(ports: UserEntryPorts, at: number, entry: UserEntry): void {
  switch (entry.type) {
    case 'copy':
      applyCopy(ports, entry);
      return;
    case 'personal':
      ports.emit({ ...entry.entry, ...placeOf(entry), type: 'personal' });
      return;
    case 'joined':
      applyJoined(ports, at, entry);
      break;
    case 'left':
      applyLeft(ports, at, entry);
      break;
    case 'mode':
      applyMode(ports, at, entry);
      break;
    case 'settings':
      break;
    default:
      // A newer server may know more types; this one says nothing to an application of today.
      return;
  }
  ports.emit({ ...entry, type: 'conversation', change: entry.type } as EagreEvent);
}

/** One more way for an entry of a conversation to arrive; its synchroniser sorts it out. */
function applyCopy(ports: UserEntryPorts, copy: CopyEntry): void {
  const { queues, run } = ports;
  const tracked = memberOf(queues, copy) ?? begin(ports, copy, copy.syncId - 1);
  run(tracked, tracked.sync.offer(copy.epoch, copy.syncId, [copy.entry]));
}

function applyJoined(ports: UserEntryPorts, at: number, entry: JoinedEntry): void {
  const listed = ports.listed(at, entry);
  if (listed === 'listed') {
    beginStay(ports, entry);
    return;
  }
  const tracked = begin(ports, entry, entry.syncId);
  if (listed === 'unlisted') return;
  tracked.priority = entry.priority;
  follow(tracked, entry.mode === 'read', at);
}

/** Left and joined again while away: what came in between is not the user's. */
function beginStay({ queues, run }: UserEntryPorts, entry: JoinedEntry): void {
  const tracked = queues.get(queueOf(entry.conversation));
  if (tracked?.sync.epoch !== entry.epoch) return;
  run(tracked, tracked.sync.startAt(entry.epoch, entry.syncId));
}

function applyLeft(ports: UserEntryPorts, at: number, entry: Stamp): void {
  const listed = ports.listed(at, entry);
  const tracked = ports.queues.get(queueOf(entry.conversation));
  if (listed === 'listed' || tracked === undefined) return;
  // Copies that came are the user's to see; the log itself is not any more. What is known beyond stays
  // known: pushes of the user's next stay can overtake this entry, and count once `joined` comes.
  ports.run(tracked, tracked.followed ? [] : tracked.sync.giveUp(entry.epoch, entry.syncId));
  tracked.sync.release();
  tracked.member = false;
  follow(tracked, false, listed === 'newer' ? at : tracked.changedAt);
}

/** Entries up to here came the old way: whatever is missing of them is pulled from the log. */
function applyMode(ports: UserEntryPorts, at: number, entry: ModeEntry): void {
  const { queues } = ports;
  const tracked = memberOf(queues, entry) ?? begin(ports, entry, entry.syncId);
  tracked.sync.head(entry.epoch, entry.syncId);
  if (ports.listed(at, entry) === 'newer') {
    tracked.priority = entry.priority;
    follow(tracked, entry.mode === 'read', at);
  }
  ports.run(tracked, []);
}

function follow(tracked: Tracked, followed: boolean, at: number): void {
  tracked.followed = followed;
  tracked.changedAt = at;
}

function memberOf(queues: TrackedQueues, { conversation }: Stamp): Tracked | undefined {
  const tracked = queues.get(queueOf(conversation));
  return tracked?.member ? tracked : undefined;
}

/** Takes up a conversation after `position`; never before what was handed over in an earlier stay. */
function begin(ports: UserEntryPorts, about: Stamp, position: number): Tracked {
  const queue = queueOf(about.conversation);
  const tracked = ports.queues.get(queue) ?? ports.queues.add(queue, about.epoch, position);
  tracked.member = true;
  ports.run(tracked, tracked.sync.startAt(about.epoch, position));
  ports.welcome(tracked);
  return tracked;
}

function placeOf({ conversation, epoch, syncId }: Stamp): Stamp {
  return { conversation, epoch, syncId };
}
