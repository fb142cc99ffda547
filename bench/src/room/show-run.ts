import type { Random } from '@eagre/protocol';
import type { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import { Schedule } from '@eagre/swarm/engine/schedule';
import type { RoomsApi } from '@eagre/swarm/target/rooms-api';
import { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import { busiest, type TraceRow } from '@eagre/swarm/traffic/trace';
import type { Progress } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { type CpuShares, describeCpu, watchCpu } from '../lib/cpu-share.ts';
import type { ServerProcess } from '../lib/server-process.ts';
import { usersNamed } from '../load/setup.ts';
import { Timed } from '../load/timed.ts';
import { ChatSenders } from './chat-senders.ts';
import { bringIn, sendAway } from './room-stage.ts';
import { settle } from './settle.ts';
import { checkBooks, faultVerdict } from './verdicts.ts';

export interface ShowPlan {
  devices: number;
  /** Of replay, at each speed. */
  minutes: number;
}

export interface Shown {
  saidPerSecond: number;
  /** Of what was said. */
  shownShare: number;
  dropped: number;
  /** Messages × devices of what was shown to anybody that did not arrive. */
  lost: number;
  p99Ms: number;
}

/** How often it is looked whether the next row is due. Looks a second. */
const looksPerSecond = 1000;

/** Recorded chat of a show in a room of its own for each speed, with the tiers as they are by default. */
export class ShowRun {
  readonly #server: ServerProcess;
  readonly #api: RoomsApi;
  readonly #plan: ShowPlan;
  readonly #texts: ChatTexts;
  readonly #progress: Progress;
  /** Equal texts of the trace are equal here. */
  readonly #known = new Map<string, string>();
  readonly verdicts: Verdict[] = [];
  /** Of the latest replay. */
  shares: CpuShares = { server: undefined, load: 0, others: undefined };

  constructor(
    server: ServerProcess,
    api: RoomsApi,
    plan: ShowPlan,
    random: Random,
    progress: Progress,
  ) {
    this.#server = server;
    this.#api = api;
    this.#plan = plan;
    this.#texts = new ChatTexts(random);
    this.#progress = progress;
  }

  /** Replays the busiest part of the trace that fits the time, so many times faster than it was. */
  async replay(all: readonly TraceRow[], speed: number): Promise<Shown> {
    const { minutes, devices: count } = this.#plan;
    const rows = busiest(all, minutes * 60_000 * speed);
    const room = `room:show-x${speed}`;
    await this.#api.create(room);
    const senders = new ChatSenders(room, this.#texts);
    const fleet = new Fleet(this.#server);
    const devices = await bringIn(fleet, usersNamed('v', count), this.#progress, { room });
    const timed = new Timed(fleet);
    timed.countFrom(nowMs());
    this.#progress.step(`${rows.length.toLocaleString('en')} messages at × ${speed}`);
    const cpu = watchCpu(this.#server.pid);
    const seconds = await this.#play(rows, speed, senders, devices);
    const shares = cpu();
    await settle(fleet, devices, [senders], { unanswered: 0, acked: 0 });
    const shown = {
      ...(await this.#judge(room, fleet, senders, devices)),
      p99Ms: timed.ms('chat', 99),
    };
    this.#progress.note(`× ${speed}: p99 ${Math.round(shown.p99Ms)} ms; ${describeCpu(shares)}`);
    sendAway(fleet, devices);
    this.shares = shares;
    return { ...shown, saidPerSecond: rows.length / seconds };
  }

  /** Each row from its author's device, at its time. Gives how long it took, s. */
  async #play(
    rows: readonly TraceRow[],
    speed: number,
    senders: ChatSenders,
    devices: readonly Device[],
  ): Promise<number> {
    const places = new Map<string, number>();
    const startMs = nowMs();
    let next = 0;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const schedule = new Schedule(() => {
      const lookedMs = nowMs();
      for (; next < rows.length; next += 1) {
        const row = rows[next] as TraceRow;
        const dueMs = startMs + row.offsetMs / speed;
        if (dueMs > lookedMs) break;
        if (!places.has(row.author)) places.set(row.author, places.size);
        const place = (places.get(row.author) as number) % devices.length;
        senders.say(devices[place] as Device, dueMs, this.#textOf(row));
      }
      this.#progress.at(next / rows.length);
      if (next === rows.length) resolve();
    });
    schedule.run(looksPerSecond);
    await over;
    schedule.stop();
    return (nowMs() - startMs) / 1000;
  }

  #textOf({ bytes, text }: TraceRow): string {
    // A text must have a character.
    const length = Math.max(1, bytes);
    if (text === undefined) return this.#texts.ofLength(length);
    let known = this.#known.get(text);
    if (known === undefined) {
      known = this.#texts.ofLength(length);
      this.#known.set(text, known);
    }
    return known;
  }

  /** What was shown is in order everywhere, and what was not is in the server's books, by reason. */
  async #judge(
    room: string,
    fleet: Fleet,
    senders: ChatSenders,
    devices: readonly Device[],
  ): Promise<Pick<Shown, 'shownShare' | 'dropped' | 'lost'>> {
    const { messages } = fleet.transcript;
    fleet.transcript.disordered();
    const books = checkBooks(senders, messages, [await this.#api.stats(room)], room);
    this.verdicts.push(faultVerdict(fleet.ledger, room), books.verdict);
    if (senders.refused > 0) {
      this.verdicts.push({ ok: false, text: `${senders.refused} refused: ${fleet.lastRefusal}` });
    }
    const lost = messages * devices.length - fleet.chat;
    return { shownShare: messages / senders.sent, dropped: books.dropped, lost };
  }
}
