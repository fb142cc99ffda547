import type { AppId, ConversationId, QueueEntry, QueueId, UserId } from '@eagre/protocol';
import { userQueueOf } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import type { BusMessage } from '../../bus/bus.ts';
import { queueKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import { type Actor, backendActor, userActor } from '../actor.ts';
import { type ConversationServices, createConversationServices } from '../services.ts';

export const app = 'shop' as AppId;
export const backend = backendActor(app);

export function user(name: string): UserId {
  return name as UserId;
}

export function by(name: string, device?: string): Actor {
  return userActor(app, user(name), device as never);
}

export function group(name = 'g'): ConversationId {
  return `group:${name}` as ConversationId;
}

export interface Station {
  clock: FakeClock;
  timeline: Timeline;
  services: ConversationServices;
  /** What was published besides entries. */
  pushed: { subject: string; frame: unknown; except: string | undefined }[];
  reported: unknown[];
  /** The entries of a queue, decoded. */
  entries(queue: string): Promise<QueueEntry[]>;
  /** Those of a user's queue. */
  userEntries(name: string): Promise<QueueEntry[]>;
  rows(): number;
}

/** The conversation station over a store in memory. `wrap` puts something between the two. */
export function newStation(
  changed: Partial<Limits> = {},
  wrap: (timeline: Timeline) => Timeline = (timeline) => timeline,
): Station {
  const clock = new FakeClock();
  const timeline = openMemoryTimeline({ clock });
  const pushed: Station['pushed'] = [];
  const reported: unknown[] = [];
  const services = createConversationServices({
    timeline: wrap(timeline),
    bus: {
      publish(subject: string, message: BusMessage) {
        if (message.type !== 'ephemeral') return;
        pushed.push({ subject, frame: JSON.parse(message.frame), except: message.exceptDevice });
      },
    },
    clock,
    limits: { ...limits, ...changed },
    report: (error) => reported.push(error),
  });
  const entries = async (queue: string) => {
    const [range] = await timeline.ranges([
      { queue: queueKey(app, queue as QueueId), after: 0, limit: 100_000, bytes: 2 ** 30 },
    ]);
    return (range?.entries ?? []).map((text) => JSON.parse(text) as QueueEntry);
  };
  return {
    clock,
    timeline,
    services,
    pushed,
    reported,
    entries,
    userEntries: (name) => entries(userQueueOf(name)),
    rows: () => timeline.stats().rows,
  };
}

/** A group with these members, the first one its owner. */
export async function makeGroup(
  { services }: Station,
  members: readonly string[],
  options: Partial<Parameters<ConversationServices['groups']['create']>[2]> = {},
  id = group(),
): Promise<ConversationId> {
  const users = members.map(user);
  await services.groups.create(backend, id, {
    members: users,
    open: false,
    owner: users[0],
    ...options,
  });
  return id;
}

let nextClientId = 0;

export function text(conversation: ConversationId, words = 'hello') {
  nextClientId += 1;
  return {
    conversation,
    clientId: `c${nextClientId}` as never,
    kind: 'text' as const,
    body: { text: words },
  };
}

/** What a refused call was refused with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; field: string | undefined; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { code: error.code, field: error.field, message: error.message };
  }
  throw new Error('the call was not refused');
}
