import type { Clock, ConversationId, Timer } from '@eagre/protocol';
import { cleanText } from '../clean-text.ts';
import type { Reader } from '../entry-lines.ts';
import type { Line } from '../line-editor.ts';
import { PendingSends } from '../pending-sends.ts';
import type { Screen } from '../screen.ts';
import type { Link } from '../status.ts';
import type { View } from '../view.ts';
import { ChatFlow, type ChatLine } from './chat-flow.ts';
import { Countdowns } from './countdowns.ts';
import { JoinNotes } from './join-notes.ts';
import { type RoomFacts, roomStatusText } from './room-status.ts';
import { ShownEntries } from './shown-entries.ts';

export interface RoomViewOptions extends Reader {
  /** To be entered first. */
  room: ConversationId;
  screen: Screen;
  clock: Clock;
  /** The server's time, ms since 1970. */
  serverNow: () => number;
  /** For the eyes of a person: chat at the pace of a reader. A pipe is given all of it. */
  interactive: boolean;
}

/** News of the room are drawn together: more often nobody could read them. ms. */
const redrawMs = 100;

/** What is on the screen of a live room: what is said flows by, the state stands below it. */
export class RoomView implements View {
  readonly reader: Reader;
  readonly pending = new PendingSends();
  readonly countdowns = new Countdowns();
  readonly shown = new ShownEntries();
  readonly joins: JoinNotes;
  readonly #options: RoomViewOptions;
  readonly #flow: ChatFlow;
  readonly #second: Timer;
  #redrawing: Timer | undefined;
  #room: RoomFacts | undefined;
  #line: Line = { text: '', cursor: 0 };
  #link: Link = { state: 'connecting' };

  constructor(options: RoomViewOptions) {
    const { user, paint, clock } = options;
    this.#options = options;
    this.reader = { user, paint };
    this.#flow = new ChatFlow(clock, (line) => this.print(line));
    this.joins = new JoinNotes(clock, (text) => this.note(text));
    // Countdowns, mutes and the pace change by themselves.
    this.#second = clock.every(1000, () => this.redraw());
  }

  /** The room that is shown, once one was entered. */
  get room(): RoomFacts | undefined {
    return this.#room;
  }

  get nowMs(): number {
    return this.#options.serverNow();
  }

  get link(): Link {
    return this.#link;
  }

  set link(link: Link) {
    this.#link = link;
    this.redraw();
  }

  get line(): Line {
    return this.#line;
  }

  set line(line: Line) {
    this.#line = line;
    this.redraw();
  }

  /** Shows this room from now on. */
  enter(room: RoomFacts): void {
    this.#flow.clear();
    this.joins.clear();
    this.countdowns.clear();
    this.shown.begin();
    this.#room = room;
    this.note(`- you are in ${room.id} (${room.role}); /help lists the commands -`);
    this.redraw();
  }

  /** What was said in passing; a pipe gets all of it. */
  chat(line: ChatLine): void {
    if (this.#options.interactive) this.#flow.add(line);
    else this.print(line.text);
  }

  /** At once: what must not wait or be left out. */
  print(line: string): void {
    this.#options.screen.print(line);
  }

  note(text: string): void {
    this.print(this.reader.paint.dim(cleanText(text)));
  }

  alert(text: string): void {
    this.print(this.reader.paint.bad(cleanText(text)));
  }

  /** Lines with colours of their own, or none. */
  block(text: string): void {
    this.#options.screen.print(...text.split('\n'));
  }

  /** Something of the room changed. */
  redrawSoon(): void {
    this.#redrawing ??= this.#options.clock.setTimer(redrawMs, () => this.redraw());
  }

  redraw(): void {
    this.#redrawing?.cancel();
    this.#redrawing = undefined;
    const { paint, user } = this.reader;
    const { room, screen } = this.#options;
    screen.show({
      pending: this.pending.texts.map((text) => paint.dim(`      … ${cleanText(text)}`)),
      status: roomStatusText(
        {
          room: this.#room ?? { id: room },
          link: this.#link,
          pace: this.#flow.pace,
          opensInMs: this.countdowns.nextMs(this.nowMs),
          nowMs: this.nowMs,
        },
        paint,
      ),
      prompt: `${user}> `,
      line: this.#line,
    });
  }

  close(): void {
    this.#second.cancel();
    this.#redrawing?.cancel();
    this.#flow.clear();
    this.joins.clear();
    this.shown.end();
    this.#options.screen.close();
  }
}
