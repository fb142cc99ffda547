import type { Clock, Timer } from '@eagre/protocol';
import { TimelineError } from './timeline.ts';

export interface GatheredReadsOptions<Item, Result> {
  /** One result for each item, in their order. */
  readonly read: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** The cost of a read that several share is at most this; what costs more goes by itself, at once. */
  readonly most: number;
  /** Of an item; 1 unless told. */
  readonly costOf?: ((item: Item) => number) | undefined;
  /** Reads under way at once, those that go by themselves aside. */
  readonly atOnce: number;
  /** How long items may wait; for ever unless told. */
  readonly patience?: Patience | undefined;
}

export interface Patience {
  readonly clock: Clock;
  /** Items that wait at once: whoever comes when there are so many is refused. */
  readonly waiting: number;
  /** After this they are refused. ms. */
  readonly waitMs: number;
  /** What is read, for the message. */
  readonly what: string;
}

interface Gathered<Item, Result> {
  readonly items: Item[];
  cost: number;
  readonly results: PromiseWithResolvers<readonly Result[]>;
  readonly timer: Timer | undefined;
}

/**
 * Reads of one kind: what is asked for while enough are under way goes together as the next. So
 * when thousands ask, reads are few, and who asks alone waits for nobody. Nobody joins one that has begun:
 * each sees all that was committed before it was asked for.
 */
export class GatheredReads<Item, Result> {
  readonly #options: GatheredReadsOptions<Item, Result>;
  /** In the order in which they go. */
  #next: Gathered<Item, Result>[] = [];
  #waiting = 0;
  #underWay = 0;

  constructor(options: GatheredReadsOptions<Item, Result>) {
    this.#options = options;
  }

  /** Rejects as the read does that these were in, or with `overloaded`. */
  async read(items: readonly Item[]): Promise<Result[]> {
    const { most, atOnce } = this.#options;
    const cost = this.#costOf(items);
    if (cost > most) return [...(await this.#options.read(items))];
    this.#requireRoom();
    const gathered = this.#withRoom(cost);
    const from = gathered.items.length;
    for (const item of items) gathered.items.push(item);
    gathered.cost += cost;
    this.#waiting += items.length;
    if (this.#underWay < atOnce) this.#goOn();
    const results = await gathered.results.promise;
    return results.slice(from, from + items.length);
  }

  async one(item: Item): Promise<Result> {
    const [result] = await this.read([item]);
    return result as Result;
  }

  #costOf(items: readonly Item[]): number {
    const { costOf } = this.#options;
    if (costOf === undefined) return items.length;
    return items.reduce((sum, item) => sum + costOf(item), 0);
  }

  #requireRoom(): void {
    const { patience } = this.#options;
    if (patience === undefined || this.#waiting < patience.waiting) return;
    const text = `${patience.waiting} reads of ${patience.what} wait for those under way`;
    throw new TimelineError('overloaded', text);
  }

  #withRoom(cost: number): Gathered<Item, Result> {
    const last = this.#next.at(-1);
    if (last !== undefined && last.cost + cost <= this.#options.most) return last;
    const { patience } = this.#options;
    const gathered: Gathered<Item, Result> = {
      items: [],
      cost: 0,
      results: Promise.withResolvers(),
      timer: patience?.clock.setTimer(patience.waitMs, () => this.#refuse(gathered, patience)),
    };
    this.#next.push(gathered);
    return gathered;
  }

  #refuse(gathered: Gathered<Item, Result>, { waitMs, what }: Patience): void {
    this.#next = this.#next.filter((one) => one !== gathered);
    this.#waiting -= gathered.items.length;
    const text = `reads of ${what} were under way for more than ${waitMs} ms`;
    gathered.results.reject(new TimelineError('overloaded', text));
  }

  #goOn(): void {
    const gathered = this.#next.shift();
    if (gathered !== undefined) void this.#run(gathered);
  }

  async #run({ items, results, timer }: Gathered<Item, Result>): Promise<void> {
    timer?.cancel();
    this.#waiting -= items.length;
    this.#underWay += 1;
    try {
      results.resolve(await this.#options.read(items));
    } catch (error) {
      results.reject(error);
      // One after the other, each would wait in vain for what is away.
      while (this.#next.length > 0) this.#goOn();
    }
    this.#underWay -= 1;
    if (this.#underWay < this.#options.atOnce) this.#goOn();
  }
}
