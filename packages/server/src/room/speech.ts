import {
  type AppId,
  type ChatRank,
  type ClientId,
  type Clock,
  type CustomKind,
  chatRanks,
  type DeviceId,
  type MessageKind,
  type RoomClass,
  type RoomRole,
  type RoomSendAnswer,
  type UserId,
  type WireError,
} from '@eagre/protocol';
import { bodyText } from '../conversation/message-body.ts';
import { userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import type { Commit, Timeline } from '../timeline/timeline.ts';
import { chatText, roomMessageText } from './entries.ts';
import type { Room } from './room.ts';

/** Who speaks in a room: a device, or a backend in its own name or in a user's. */
export interface Speaker {
  readonly app: AppId;
  readonly user: UserId;
  readonly device?: DeviceId;
  /** A backend may do everything within its app. */
  readonly backend: boolean;
}

export interface RoomMessage {
  kind: MessageKind | CustomKind;
  body: Record<string, unknown>;
  class: RoomClass;
  clientId?: ClientId | undefined;
  activateAt?: number | undefined;
  spreadMs?: number | undefined;
  /** Of a backend's best-effort messages; a device's follows from its role. */
  rank?: ChatRank | undefined;
}

export interface SpeechOptions {
  readonly timeline: Pick<Timeline, 'commit'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'conflictRetries'>;
  /** The rates of best-effort messages. */
  readonly admitChat: (speaker: Speaker, room: Room) => WireError | undefined;
  /** … and of reliable ones, which cost the store a row each. */
  readonly admitReliable: (speaker: Speaker) => WireError | undefined;
}

/** What is said in rooms, reliable or not (mission M10, M12). */
export class Speech {
  /** Messages that were taken in, since the start. */
  said = 0;
  readonly #use: SpeechOptions;

  constructor(use: SpeechOptions) {
    this.#use = use;
  }

  /**
   * Errors: `invalid_argument`, `too_large`, `forbidden`, `banned`, `muted`, `slow_mode`,
   * `word_refused`, `room_closed`, `rate_limited`, and for reliable ones those of the store.
   */
  async say(room: Room, speaker: Speaker, message: RoomMessage): Promise<RoomSendAnswer> {
    room.state.openGuard();
    const role = speaker.backend ? undefined : room.state.roleOf(speaker.user);
    const answer =
      message.class === 'reliable'
        ? await this.#reliably(room, speaker, role, message)
        : this.#bestEffort(room, speaker, role, message);
    if (answer.duplicate !== true) this.said += 1;
    return answer;
  }

  #bestEffort(
    room: Room,
    speaker: Speaker,
    role: RoomRole | undefined,
    { kind, body, clientId, rank = rankOf(role), activateAt, spreadMs }: RoomMessage,
  ): RoomSendAnswer {
    if (activateAt !== undefined || spreadMs !== undefined) {
      const field = activateAt === undefined ? 'spreadMs' : 'activateAt';
      throw new ServiceError('invalid_argument', `${field} is for reliable messages only`, {
        field,
      });
    }
    const text = bodyText(kind, body);
    refuse(this.#use.admitChat(speaker, room));
    const at = this.#use.clock.now();
    if (role !== undefined) room.state.checkSpeech({ ...speaker, role }, body, at);
    room.offer({
      text: chatText({ from: speaker.user, clientId, kind, body: text, rank }),
      sender: speaker.user,
      rank: chatRanks.indexOf(rank),
    });
    return { at };
  }

  async #reliably(
    room: Room,
    speaker: Speaker,
    role: RoomRole | undefined,
    { kind, body, clientId, activateAt, spreadMs }: RoomMessage,
  ): Promise<RoomSendAnswer> {
    if (role !== undefined && role !== 'host' && role !== 'staff') {
      throw new ServiceError('forbidden', 'reliable messages are for host and staff', {
        field: 'class',
      });
    }
    const text = bodyText(kind, body);
    refuse(this.#use.admitReliable(speaker));
    const at = this.#use.clock.now();
    if (role !== undefined) room.state.checkSpeech({ ...speaker, role }, body, at);
    const { app, user } = speaker;
    const made = { from: user, at, kind, body: text, role, clientId, activateAt, spreadMs };
    const entry = roomMessageText(made);
    return this.#commit(room, at, {
      ...(clientId !== undefined && {
        once: { sender: userKey(app, user), clientId: `${clientId} ${room.id}`, at },
      }),
      appends: [{ queues: [room.key], entry }],
    });
  }

  /** Nothing comes after the entry that closes a room: the guard sees to it, on all nodes. */
  async #commit(room: Room, at: number, commit: Commit): Promise<RoomSendAnswer> {
    const { timeline, limits } = this.#use;
    for (let tries = 0; tries <= limits.conflictRetries; tries += 1) {
      const result = await timeline.commit({ ...commit, guards: [room.state.openGuard()] });
      if (result.outcome === 'conflict') {
        await room.state.check();
        continue;
      }
      const [placed] = result.placed;
      const place = { epoch: placed?.epochs[0] ?? 0, syncId: placed?.syncIds[0] ?? 0 };
      if (result.outcome === 'duplicate') return { at: result.at, ...place, duplicate: true };
      return { at, ...place };
    }
    throw new ServiceError('conflict', 'the room keeps changing, try again', { field: 'room' });
  }
}

function rankOf(role: RoomRole | undefined): ChatRank {
  if (role === 'follower' || role === 'viewer') return role;
  return 'staff';
}

function refuse(error: WireError | undefined): void {
  if (error !== undefined) throw new ServiceError(error.code, error.message, error);
}
