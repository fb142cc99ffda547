import { expect, test } from 'bun:test';
import type { Clock } from '@eagre/protocol';
import type { CrowdOrder, CrowdState, NodeCrowd } from '../api/crowd-desk.ts';
import { limits } from '../limits.ts';
import { ClusterCrowd } from './cluster-crowd.ts';
import { StationCluster, type StationNode } from './test/station-cluster.ts';

const order = { room: 'show', devices: 30, minutes: 5 };
const front = 'http://127.0.0.1:7070';
const leavingMs = 700;

/** Takes its time to leave, as devices do. */
class TestCrowd implements NodeCrowd {
  readonly #clock: Clock;
  #state: CrowdState = { running: false };
  #gone: Promise<void> = Promise.resolve();
  wentTo: string | undefined;
  /** How many there were at once, at the most. */
  static atOnce = 0;
  static now = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async bring({ room, devices, minutes }: CrowdOrder, url?: string): Promise<CrowdState> {
    await this.sendAway();
    TestCrowd.now += 1;
    TestCrowd.atOnce = Math.max(TestCrowd.atOnce, TestCrowd.now);
    this.wentTo = url;
    this.#state = { running: true, room, devices, endsAt: this.#clock.now() + minutes * 60_000 };
    return this.#state;
  }

  state(): CrowdState {
    return this.#state;
  }

  async sendAway(): Promise<CrowdState> {
    if (this.#state.running) {
      this.#gone = new Promise((resolve) => {
        this.#clock.setTimer(leavingMs, () => {
          this.endsBecause(undefined);
          resolve();
        });
      });
    } else this.#state = { running: false };
    await this.#gone;
    return this.#state;
  }

  endsBecause(error: string | undefined): void {
    if (this.#state.running) TestCrowd.now -= 1;
    this.#state = { running: false, ...(error !== undefined && { error }) };
  }
}

interface Place {
  readonly node: StationNode;
  readonly own: TestCrowd;
  readonly crowd: ClusterCrowd;
}

async function world() {
  TestCrowd.atOnce = 0;
  TestCrowd.now = 0;
  const cluster = new StationCluster();
  const { clock } = cluster;
  const place = async (name: string): Promise<Place> => {
    const node = await cluster.start(name);
    const own = new TestCrowd(clock);
    const { desk } = node.stations;
    const answersAt = async (url: string) => url === front;
    const crowd = new ClusterCrowd({ node: name, own, desk, clock, limits, answersAt });
    return { node, own, crowd };
  };
  const [a, b, c] = [await place('a'), await place('b'), await place('c')];
  await clock.advance(limits.nodeTellMs * 2);
  /** Lets time pass until it is done, and gives how much. */
  const done = async <Result>(
    call: Promise<Result>,
  ): Promise<{ result: Result; tookMs: number }> => {
    const startMs = clock.monotonicMs();
    let result: { said: Result } | undefined;
    void call.then((said) => {
      result = { said };
    });
    for (let ms = 0; ms < 30_000 && result === undefined; ms += 10) await clock.advance(10);
    if (result === undefined) throw new Error('no answer in 30 s');
    return { result: result.said, tookMs: clock.monotonicMs() - startMs };
  };
  const states = async () => {
    const told = [];
    for (const { crowd } of [a, b, c]) told.push((await done(crowd.state())).result);
    return told;
  };
  return { cluster, clock, a, b, c, done, states };
}

test('whichever node is asked tells of the one crowd, and sends it away', async () => {
  const { cluster, a, b, c, done, states } = await world();
  const { result: brought } = await done(b.crowd.bring(order));
  expect(brought).toMatchObject({ running: true, room: 'show', devices: 30 });
  for (const state of await states()) expect(state).toEqual(brought);
  const { result, tookMs } = await done(c.crowd.sendAway());
  expect(result).toEqual({ running: false });
  expect(tookMs).toBeGreaterThanOrEqual(leavingMs);
  expect([a, b, c].map(({ own }) => own.state().running)).toEqual([false, false, false]);
  for (const state of await states()) expect(state).toEqual({ running: false });
  await cluster.close();
});

test('a crowd on another node leaves before the next one comes', async () => {
  const { cluster, a, b, done, states } = await world();
  await done(a.crowd.bring(order));
  await done(b.crowd.bring({ ...order, room: 'sale' }));
  expect([a.own.state().running, b.own.state().running]).toEqual([false, true]);
  expect(TestCrowd.atOnce).toBe(1);
  expect((await states()).map(({ room }) => room)).toEqual(['sale', 'sale', 'sale']);
  await cluster.close();
});

test('of two that were brought at the same time one stays', async () => {
  const { cluster, a, c, done, states } = await world();
  await done(
    Promise.all([a.crowd.bring(order), c.crowd.bring({ ...order, room: 'sale', minutes: 6 })]),
  );
  expect(TestCrowd.now).toBe(2);
  expect((await states()).map(({ room }) => room)).toEqual(['sale', 'sale', 'sale']);
  await cluster.clock.advance(leavingMs);
  expect([a.own.state().running, c.own.state().running]).toEqual([false, true]);
  await cluster.close();
});

test('why a crowd ended early is told by all, until the next one comes or it is sent away', async () => {
  const { cluster, a, b, done, states } = await world();
  await done(a.crowd.bring(order));
  a.own.endsBecause('nobody gets in');
  const told = { running: false, error: 'nobody gets in' };
  expect(await states()).toEqual([told, told, told]);
  await done(b.crowd.bring(order));
  b.own.endsBecause(undefined);
  for (const state of await states()) expect(state).toEqual({ running: false });
  await cluster.close();
});

test('it comes to where the server was called, if that leads to a node', async () => {
  const { cluster, a, done } = await world();
  await done(a.crowd.bring({ ...order, calledAt: front }));
  expect(a.own.wentTo).toBe(front);
  await done(a.crowd.bring({ ...order, calledAt: 'http://localhost:1' }));
  expect(a.own.wentTo).toBeUndefined();
  await cluster.close();
});

test('a node that does not answer keeps nobody waiting for long', async () => {
  const { cluster, a, b, c, done } = await world();
  await done(b.crowd.bring(order));
  b.node.line.cut();
  const brought = await done(a.crowd.bring({ ...order, room: 'sale', minutes: 4 }));
  expect(brought.tookMs).toBeLessThan(limits.nodeAnswerMs * 2);
  expect((await done(c.crowd.state())).result.room).toBe('sale');
  // Two again once it is back: it is the older one that would stay longer.
  b.node.line.open();
  await cluster.clock.advance(limits.nodeTellMs * 2);
  expect((await done(c.crowd.state())).result.room).toBe('show');
  await cluster.clock.advance(leavingMs);
  expect(a.own.state().running).toBe(false);
  await cluster.close();
});

test('a crowd that does not leave does not keep the next one from coming', async () => {
  const { cluster, a, b, done } = await world();
  await done(a.crowd.bring(order));
  a.own.sendAway = async () => a.own.state();
  const { tookMs } = await done(b.crowd.bring(order));
  expect(tookMs).toBeGreaterThanOrEqual(limits.crowdGoMs);
  expect(tookMs).toBeLessThan(limits.crowdGoMs + 2000);
  await cluster.close();
});
