import type { SeededRandom } from '@eagre/testkit';
import { type Address, Fleet } from '../../device/fleet.ts';
import { LedgerBooks } from '../ledger-books.ts';
import type { Load } from '../load.ts';
import { Meter } from '../meter.ts';
import { meterFleet } from '../metering.ts';

/** A load of one process that a test may look into. */
export class TestLoad implements Load {
  readonly share = { index: 0, of: 1 };
  readonly options = {};
  readonly runId = 't';
  readonly random: SeededRandom;
  readonly fleet: Fleet;
  readonly meter = new Meter();
  readonly books: LedgerBooks;
  readonly tokenFor: (user: string) => string | Promise<string>;
  readonly #abort = new AbortController();
  readonly counted = new Map<string, number>();

  constructor(
    address: Address,
    random: SeededRandom,
    tokenFor: (user: string) => string | Promise<string> = () => 't',
  ) {
    this.random = random;
    this.fleet = new Fleet(address);
    this.books = new LedgerBooks(this.fleet);
    this.tokenFor = tokenFor;
    meterFleet(this.fleet, this.meter);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Of a counter of the meter, since the beginning. */
  count(name: string): number {
    for (const [each, by] of Object.entries(this.meter.take().counters)) {
      this.counted.set(each, (this.counted.get(each) ?? 0) + by);
    }
    return this.counted.get(name) ?? 0;
  }

  sync(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  progress(): void {}

  async pause(seconds: number): Promise<void> {
    await Bun.sleep(seconds * 1000);
  }
}
