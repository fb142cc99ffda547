import { type Random, type WireError, wireError } from '@eagre/protocol';
import type { AnswerParts } from '../device/requests.ts';
import { backoffMs } from './backoff.ts';
import { nowMs } from './now.ts';
import type { Carrier, Post } from './post.ts';

/** A connection that takes no commands though it is open is looked at again after this. ms. */
const unsentMs = 100;

/**
 * Messages of one sender, one after the other: each is tried with the same id until it is acknowledged
 * or refused for good, and only then comes the next, so that their order is the order of their numbers.
 */
export class SendLane {
  readonly #carrier: Carrier;
  readonly #random: Random;
  readonly #most: number;
  readonly #onEmpty: () => void;
  readonly #posts: Post[] = [];
  #isBusy = false;
  /** Since when nothing but the tool keeps the first message waiting. As `nowMs`. */
  #freeMs = 0;

  constructor(carrier: Carrier, random: Random, most: number, onEmpty: () => void) {
    this.#carrier = carrier;
    this.#random = random;
    this.#most = most;
    this.#onEmpty = onEmpty;
  }

  add(post: Post): void {
    if (this.#posts.length >= this.#most) {
      const text = `the tool: ${this.#most} messages of the sender wait for their answers`;
      post.refused(wireError('overloaded', text), false);
      return;
    }
    this.#posts.push(post);
    if (!this.#isBusy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    for (let post = this.#posts[0]; post !== undefined; post = this.#posts[0]) {
      if (!post.isDone) await this.#attempt(post);
      if (!post.isDone) continue;
      this.#posts.shift();
      this.#freeMs = nowMs();
    }
    this.#isBusy = false;
    this.#onEmpty();
  }

  async #attempt(post: Post): Promise<void> {
    if (!this.#carrier.isReady) {
      await this.#carrier.whenReady();
      this.#freeMs = nowMs();
      if (post.isDone) return;
    }
    const wasInDoubt = post.isInDoubt;
    post.begin(this.#freeMs);
    const answer = await new Promise<AnswerParts>((resolve) => this.#carrier.carry(post, resolve));
    if (!post.isDone) await this.#answered(post, answer, wasInDoubt);
  }

  async #answered(post: Post, answer: AnswerParts, wasInDoubt: boolean): Promise<void> {
    const { ok, error, fate } = answer;
    if (error === undefined) {
      post.acked((ok as { syncId?: number } | undefined)?.syncId ?? 0);
    } else if (fate === 'unsent') {
      post.unsent(wasInDoubt);
      await Bun.sleep(unsentMs);
    } else if (fate === 'lost') {
      // Whether it is stored shows when it is sent again.
      await Bun.sleep(0);
    } else if (error.temporary) {
      post.postponed(error, wasInDoubt);
      await Bun.sleep(this.#waitMs(error, post.tries));
    } else {
      post.refused(error, wasInDoubt);
    }
  }

  #waitMs({ retryAfterMs }: WireError, tries: number): number {
    return retryAfterMs ?? backoffMs(tries - 1, this.#random);
  }
}
