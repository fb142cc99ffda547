import type { Clock, ConversationId, RoomStatePush } from '@eagre/protocol';
import type { Member } from './member.ts';
import type { Crowd } from './presence/crowd.ts';
import type { Presence } from './presence/presence.ts';
import { notices } from './state/notices.ts';
import type { RoomRules } from './state/room-rules.ts';

export interface RoomOrderUse {
  readonly room: ConversationId;
  readonly clock: Pick<Clock, 'now'>;
  readonly crowd: Pick<Crowd, 'membersOf'>;
  readonly presence: () => Pick<Presence, 'evict'>;
  /** Something is to be told to everybody. */
  readonly announced: () => void;
}

type State = Pick<RoomStatePush, 'state' | 'until' | 'slowMs'>;

/** Tells devices how a change of the room's order concerns them, and puts out who has to go. */
export class RoomOrder {
  readonly #use: RoomOrderUse;
  /** What everybody is to be told, the latest of each kind: however often it changes, it is bounded. */
  readonly #announcements = new Map<string, string>();

  constructor(use: RoomOrderUse) {
    this.#use = use;
  }

  changed(before: RoomRules, after: RoomRules): void {
    for (const { user, device, push } of notices(before, after, this.#use.clock.now())) {
      if (user === undefined) {
        this.#announcements.set(push.state === 'slow' ? 'slow' : 'muted', this.#frame(push));
        this.#use.announced();
        continue;
      }
      for (const member of this.#use.crowd.membersOf(user)) {
        if (device === undefined || member.device === device) this.#tell(member, push);
      }
    }
  }

  /** Puts a device out, and tells it why. */
  putOut(member: Member, state: RoomStatePush['state']): void {
    if (member.isAttached) member.receiver.notify(this.#frame({ state }));
    this.#use.presence().evict(member);
  }

  /** Frames for everybody since the last call. */
  takeAnnouncements(): string[] {
    if (this.#announcements.size === 0) return [];
    const frames = [...this.#announcements.values()];
    this.#announcements.clear();
    return frames;
  }

  #tell(member: Member, push: State): void {
    if (member.isAttached) member.receiver.notify(this.#frame(push));
    if (push.state === 'banned') this.#use.presence().evict(member);
  }

  #frame(push: State): string {
    return JSON.stringify({
      push: 'room.state',
      room: this.#use.room,
      ...push,
    } satisfies RoomStatePush);
  }
}
