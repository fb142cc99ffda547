import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { ClusterBus } from './bus.ts';
import { numbered, numberOf } from './bus-conformance.ts';

/** Nodes on one bus, and what lies between them. */
export interface ClusterBusHarness {
  make(): Promise<ClusterBus>;
  /** Closes the way between all of them, without a word to anybody … */
  cut(): Promise<void>;
  /** … and opens it again. */
  mend(): Promise<void>;
}

/** What `ClusterBus` promises besides, for every implementation. */
export function clusterBusConformance(name: string, harness: ClusterBusHarness): void {
  describe(`cluster bus contract: ${name}`, () => {
    let one: ClusterBus;
    let two: ClusterBus;

    beforeEach(async () => {
      [one, two] = await Promise.all([harness.make(), harness.make()]);
    });
    afterEach(async () => {
      await Promise.all([one.close(), two.close()]);
      await harness.mend();
    });

    function listen(bus: ClusterBus, subject = 's'): number[] {
      const got: number[] = [];
      bus.subscribe(subject, (message) => got.push(numberOf(message)));
      return got;
    }

    const both = (state: boolean) => one.connected === state && two.connected === state;

    test('when it is settled, what others publish from then on arrives', async () => {
      expect(both(true)).toBe(true);
      for (let n = 0; n < 200; n += 1) {
        const got = listen(two, `s${n}`);
        await two.settled();
        one.publish(`s${n}`, numbered(n));
        await until(() => got.length === 1);
      }
    });

    test('own messages come within publish, once, and to the others once', async () => {
      const own = listen(one);
      const other = listen(two);
      await Promise.all([one.settled(), two.settled()]);
      one.publish('s', numbered(1));
      expect(own).toEqual([1]);
      two.publish('s', numbered(2));
      one.publish('s', numbered(3));
      await until(() => own.length >= 3 && other.length >= 3);
      // A second copy would come before what is said after it.
      one.publish('s', numbered(4));
      two.publish('s', numbered(5));
      await until(() => own.includes(5) && other.includes(4));
      expect(own.toSorted()).toEqual([1, 2, 3, 4, 5]);
      expect(other.toSorted()).toEqual([1, 2, 3, 4, 5]);
    });

    test('while the way is closed a node serves itself, and nothing is said late', async () => {
      const own = listen(one);
      const other = listen(two);
      await two.settled();
      await harness.cut();
      await until(() => both(false));
      one.publish('s', numbered(1));
      expect(own).toEqual([1]);
      await harness.mend();
      await until(() => both(true));
      await two.settled();
      one.publish('s', numbered(2));
      await until(() => other.length >= 1);
      expect(other).toEqual([2]);
    });

    test('what was subscribed while the way was closed is in force when it is open', async () => {
      await harness.cut();
      await until(() => both(false));
      const got = listen(two);
      let isSettled = false;
      const settled = two.settled().then(() => {
        isSettled = true;
      });
      await Bun.sleep(30);
      expect(isSettled).toBe(false);
      await harness.mend();
      await settled;
      await until(() => both(true));
      one.publish('s', numbered(1));
      await until(() => got.length === 1);
    });

    test('closing answers those that wait for the way to open', async () => {
      await harness.cut();
      await until(() => both(false));
      const settled = Promise.all([two.settled(), two.settled()]);
      await Bun.sleep(10);
      await two.close();
      await settled;
      await two.settled();
    });

    test('watchers are told of the end and of the beginning, unless they left', async () => {
      const told: boolean[] = [];
      const left: boolean[] = [];
      one.watch((connected) => {
        expect(one.connected).toBe(connected);
        told.push(connected);
      });
      one.watch((connected) => left.push(connected)).cancel();
      await harness.cut();
      await until(() => told.length === 1);
      await harness.mend();
      await until(() => told.length === 2);
      expect(told).toEqual([false, true]);
      expect(left).toEqual([]);
    });

    test('a watcher that is told of the beginning may count on every subscription', async () => {
      const got = listen(two);
      const opened = new Promise<void>((resolve) => {
        two.watch((connected) => {
          if (connected) resolve();
        });
      });
      await harness.cut();
      await until(() => both(false));
      await harness.mend();
      await opened;
      await until(() => one.connected);
      one.publish('s', numbered(1));
      await until(() => got.length === 1);
    });
  });
}
