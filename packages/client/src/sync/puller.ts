import type { PullAnswer, QueueId, WireError } from '@eagre/protocol';
import { mostPullRanges } from '@eagre/protocol/limits';
import type { Ask } from '../connection/requests.ts';
import { Retry, type RetryOptions } from '../connection/retry.ts';
import type { EagreError, Result } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import type { Asked, MissingRange, QueuePart } from './queue-sync.ts';
import { byUrgency, type Tracked } from './tracked-queues.ts';

export interface PullerListener {
  pulled(tracked: Tracked, asked: Asked, part: QueuePart): void;
  /** For good: the user may not read this queue. */
  refused(tracked: Tracked): void;
  /** After all ranges of an answer. */
  settled(): void;
}

interface Range {
  tracked: Tracked;
  asked: Asked;
}

/**
 * Pulls what queues miss: all that miss something at one moment in one command, the urgent first, each
 * queue in one command at a time. What failed for now is tried again after a pause.
 */
export class Puller {
  readonly #ask: Ask;
  readonly #retry: Retry;
  readonly #order: (a: Tracked, b: Tracked) => number;
  readonly #listener: PullerListener;
  readonly #wanted = new Set<Tracked>();
  readonly #underWay = new Set<Tracked>();
  readonly #paused = new Set<Tracked>();
  #commands = 0;
  #online = false;

  constructor(ask: Ask, options: RetryOptions, userQueue: QueueId, listener: PullerListener) {
    this.#ask = ask;
    this.#retry = new Retry(options);
    this.#order = byUrgency(userQueue);
    this.#listener = listener;
  }

  want(tracked: Tracked): void {
    if (!this.#paused.has(tracked)) this.#wanted.add(tracked);
  }

  start(): void {
    this.#online = true;
    this.#retry.reset();
    this.#resume();
  }

  /** Offline: commands under way fail by themselves. */
  stop(): void {
    this.#online = false;
    this.#retry.cancel();
  }

  flush(): void {
    while (this.#online && this.#commands < clientLimits.pullsAtOnce) {
      const ranges = this.#nextRanges();
      if (ranges.length === 0) return;
      this.#pull(ranges);
    }
  }

  #nextRanges(): Tracked[] {
    const ready: Tracked[] = [];
    for (const tracked of this.#wanted) {
      if (this.#underWay.has(tracked)) continue;
      if (tracked.member && tracked.sync.missing() !== undefined) ready.push(tracked);
      else this.#wanted.delete(tracked);
    }
    return ready.sort(this.#order).slice(0, mostPullRanges);
  }

  #pull(queues: Tracked[]): void {
    const asked = queues.map((tracked) => ({ tracked, asked: tracked.sync.ask() }));
    // `missing` was looked at when they were chosen.
    const ranges = queues.map(({ sync }) => ({
      queue: sync.queue,
      ...(sync.missing() as MissingRange),
    }));
    for (const tracked of queues) {
      this.#wanted.delete(tracked);
      this.#underWay.add(tracked);
    }
    this.#commands += 1;
    this.#ask('pull', { ranges }, (result) => this.#answered(asked, result));
  }

  #answered(ranges: Range[], { ok, error }: Result<PullAnswer>): void {
    this.#commands -= 1;
    for (const { tracked } of ranges) this.#underWay.delete(tracked);
    if (ok !== undefined) this.#take(ranges, ok);
    else for (const { tracked } of ranges) this.#pause(tracked, error);
    this.#listener.settled();
    this.flush();
  }

  #take(ranges: Range[], answer: PullAnswer): void {
    const parts = new Map(answer.ranges.map((part) => [part.queue, part]));
    // A budget that ended before a range is no failure; one that ended before all of them is.
    const gaveSomething = answer.ranges.some(({ items, gap }) => items.length > 0 || gap);
    for (const { tracked, asked } of ranges) {
      const part = parts.get(tracked.sync.queue);
      if (part?.error !== undefined && !part.error.temporary) {
        this.#listener.refused(tracked);
        continue;
      }
      if (part !== undefined && part.error === undefined) {
        this.#listener.pulled(tracked, asked, part);
      }
      if (tracked.sync.missing() === undefined) continue;
      if (gaveSomething && part?.error === undefined) this.want(tracked);
      else this.#pause(tracked, part?.error);
    }
    if (this.#paused.size === 0) this.#retry.reset();
  }

  #pause(tracked: Tracked, error?: WireError | EagreError): void {
    this.#wanted.delete(tracked);
    this.#paused.add(tracked);
    if (this.#online) this.#retry.after(error, () => this.#resume());
  }

  #resume(): void {
    for (const tracked of this.#paused) this.#wanted.add(tracked);
    this.#paused.clear();
    this.flush();
  }
}
