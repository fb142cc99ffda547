import { type PullAnswer, type PulledRange, type WireError, wireLimits } from '@eagre/protocol';
import type { Ledger } from './ledger.ts';
import type { QueueFollower } from './queue-follower.ts';
import type { AnswerParts, Command, OnAnswer } from './requests.ts';

/** Whose device pulls, and over what. */
export interface PullHost {
  readonly user: string;
  call(command: Command, onAnswer: OnAnswer): void;
  /** False when the queue is of no interest any more: the user has left its conversation, say. */
  follows(follower: QueueFollower): boolean;
}

/** A server that refuses for a while and names no time is asked again after this. ms. */
const retryMs = 250;
/** The entry that tells of a removal may come after the refusal that follows from it. ms. */
const removalMs = 1000;

/** Pulls what the followers of one device miss: one command at a time, for as many as there are. */
export class Puller {
  readonly #host: PullHost;
  readonly #fleet: { pulls: number; readonly ledger: Ledger };
  #wanted: QueueFollower[] = [];
  /** Those of the command under way. */
  #asked: readonly QueueFollower[] | undefined;

  constructor(host: PullHost, fleet: { pulls: number; readonly ledger: Ledger }) {
    this.#host = host;
    this.#fleet = fleet;
  }

  want(follower: QueueFollower): void {
    this.#wanted.push(follower);
    this.#ask();
  }

  #ask(): void {
    if (this.#asked !== undefined || this.#wanted.length === 0) return;
    const asked = this.#wanted.splice(0, wireLimits.pullRanges);
    this.#asked = asked;
    this.#fleet.pulls += asked.length;
    const ranges = asked.map(({ queue, epoch, position }) => ({ queue, epoch, from: position }));
    const command = { cmd: 'pull', ranges, bytes: wireLimits.answerBytes };
    this.#host.call(command, (answer) => this.#answered(asked, answer));
  }

  #answered(asked: readonly QueueFollower[], { ok, error, fate }: AnswerParts): void {
    const ranges = (ok as PullAnswer | undefined)?.ranges ?? [];
    const brought = ranges.some(
      ({ items, gap, error: refusal }) =>
        refusal !== undefined || gap !== undefined || items.length > 0,
    );
    for (const [i, follower] of asked.entries()) {
      const range = ranges[i];
      const refusal = error ?? range?.error;
      if (fate !== undefined) follower.pullFailed();
      else if (refusal !== undefined) this.#refused(follower, refusal);
      else if (range !== undefined) this.#take(follower, range, brought);
    }
    // Only now: what the answers lead to is asked for together.
    this.#asked = undefined;
    this.#ask();
  }

  #take(follower: QueueFollower, range: PulledRange, brought: boolean): void {
    if (!brought && range.head > follower.position) {
      this.#fault(follower, `brought nothing of ${follower.position} to ${range.head}`);
      follower.giveUp();
    } else {
      this.#fleet.ledger.check(follower.pulled(range));
    }
  }

  #refused(follower: QueueFollower, { temporary, message, retryAfterMs }: WireError): void {
    if (temporary) {
      setTimeout(() => this.#again(follower), retryAfterMs ?? retryMs);
      return;
    }
    follower.giveUp();
    setTimeout(() => {
      if (this.#host.follows(follower)) this.#fault(follower, `refused: ${message}`);
    }, removalMs);
  }

  #again(follower: QueueFollower): void {
    if (!this.#host.follows(follower)) return;
    follower.pullFailed();
    follower.headIs(follower.head);
  }

  #fault({ queue }: QueueFollower, what: string): void {
    this.#fleet.ledger.fault(`${this.#host.user}: pull of ${queue} ${what}`, 'pull');
  }
}
