import { type Content, type EagreClient, EagreError } from '@eagre/client';
import { plainWords } from './plain-words.ts';
import { parseRoomInput, type RoomInput, roomHelp } from './room-input.ts';
import { isStaff, roomText } from './room-status.ts';
import type { RoomView } from './room-view.ts';
import type { Seat } from './seat.ts';

/** The most names shown; a room may hold a million. */
const namesShown = 20;

/** Does what lines typed in a room ask for. */
export class RoomCommands {
  readonly #client: EagreClient;
  readonly #seat: Seat;
  readonly #view: RoomView;
  readonly #quit: () => void;
  #sends = 0;

  constructor(client: EagreClient, seat: Seat, view: RoomView, quit: () => void) {
    this.#client = client;
    this.#seat = seat;
    this.#view = view;
    this.#quit = quit;
  }

  /** Resolves when the line is done with; never rejects: what goes wrong is shown. */
  async run(line: string): Promise<void> {
    await this.#shown(() => this.#do(parseRoomInput(line)), '!');
  }

  /** Taps, which are summed up and sent in a while. */
  async like(count: number): Promise<void> {
    await this.#shown(async () => this.#seat.room.tap('like', count), '!');
  }

  async #shown(act: () => Promise<void>, mark: string): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof EagreError)) throw error;
      if (error.code === 'closed') return;
      this.#view.alert(`${mark} ${plainWords(error, this.#view.room, this.#view.nowMs)}`);
    }
  }

  async #do(input: RoomInput): Promise<void> {
    switch (input.type) {
      case 'nothing':
        return;
      case 'say':
        return this.#say(input.text);
      case 'help':
        return this.#view.block(roomHelp);
      case 'quit':
        return this.#quit();
      case 'wrong':
        return this.#view.alert(`! ${input.message}`);
      case 'who':
        return this.#who();
      case 'room':
        return this.#view.block(roomText(this.#seat.room, this.#view.nowMs));
      case 'like':
        return this.like(input.count);
      case 'hop':
        return this.#seat.enter(input.room);
      case 'card': {
        const { title, price } = input;
        // What the shop calls the item; here there is no shop.
        const itemId = title.slice(0, 64);
        return this.#reliably({
          kind: 'item',
          body: { itemId, title, ...(price !== undefined && { price }) },
        });
      }
      case 'notice':
        return this.#reliably(notice(input.text));
      case 'countdown': {
        const activateAt = this.#client.clock.now() + input.seconds * 1000;
        return this.#reliably(notice(input.text), { activateAt });
      }
      case 'spread':
        return this.#reliably(notice(input.text), { spreadMs: input.seconds * 1000 });
      case 'pin': {
        const { syncId } = await this.#seat.room.set({ pinned: input.item ?? null });
        return this.#view.shown.until(syncId);
      }
      case 'mute': {
        const { user, minutes } = input;
        await this.#seat.room.moderate('mute', { user, ...(minutes && { ms: minutes * 60_000 }) });
        return this.#view.note(
          `* ${user} is muted ${minutes ? `for ${minutes} min` : `until /unmute ${user}`}`,
        );
      }
      case 'unmute':
        await this.#seat.room.moderate('unmute', { user: input.user });
        return this.#view.note(`* ${input.user} may speak again`);
      case 'slow':
        await this.#seat.room.moderate('slow', { ms: input.seconds * 1000 });
    }
  }

  /** The words of host and staff are for everybody; those of others are shown if there is room. */
  async #say(text: string): Promise<void> {
    const { room } = this.#seat;
    const { pending } = this.#view;
    this.#sends += 1;
    const id = `${this.#sends}`;
    pending.add(id, text);
    this.#view.redraw();
    await this.#shown(
      () => (isStaff(room) ? this.#reliably(text) : room.send(text).then(() => {})),
      `! not said: ${text}:`,
    );
    pending.settle(id);
    this.#view.redraw();
  }

  /** Resolves when the message stands on the screen too. */
  async #reliably(
    content: Content,
    when: { activateAt?: number; spreadMs?: number } = {},
  ): Promise<void> {
    const { syncId } = await this.#seat.room.sendReliable(content, when);
    await this.#view.shown.until(syncId);
  }

  async #who(): Promise<void> {
    const { members, online } = await this.#seat.room.members();
    const { paint } = this.#view.reader;
    const names = members
      .slice(0, namesShown)
      .map(({ user, role }) =>
        role === 'viewer' ? paint.user(user) : `${paint.user(user)} ${paint.dim(`(${role})`)}`,
      );
    const more = online.users - names.length;
    this.#view.block(names.join(', ') + (more > 0 ? ` and ${more} more` : ''));
  }
}

function notice(title: string): Content {
  return { kind: 'notice', body: { title } };
}
