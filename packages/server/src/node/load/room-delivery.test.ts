import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { backendActor } from '../../conversation/actor.ts';
import { LatencyWindow } from '../../observability/latency-window.ts';
import { apiRooms } from '../api-rooms.ts';
import { app, StationCluster } from '../test/station-cluster.ts';

const show = 'room:show' as ConversationId;

/** A show with a window of 200 ms, and what its last frame took. */
async function world() {
  const cluster = new StationCluster();
  const { clock } = cluster;
  const node = await cluster.start('n1');
  const ann = await cluster.device(node, 'ann');
  await cluster.call(ann, 'room.enter', { room: show, gen: 1 });
  const api = apiRooms({ ...node.stations, clock });
  const backend = backendActor(app);
  const changed = api.change(backend, show, { tier: { windowMs: 200 } });
  await clock.advance(5000);
  await changed;
  const window = new LatencyWindow(node.stations.latencies.deliveries);
  let said = 0;
  const say = () => {
    said += 1;
    const text = { clientId: `c${said}`, kind: 'text', body: { text: 'hello' } };
    return cluster.call(ann, 'room.send', { room: show, ...text });
  };
  const tell = () =>
    api.send(backend, { room: show, class: 'reliable', kind: 'text', body: { text: 'now' } });
  const took = () => {
    window.look();
    return [window.p50Ms, window.p99Ms];
  };
  return { cluster, clock, say, tell, took };
}

test('chat is timed from the first message of the window', async () => {
  const { cluster, clock, say, took } = await world();
  await say();
  await clock.advance(100);
  await say();
  await clock.advance(150);
  expect(took()).toEqual([200, 200]);
  await cluster.close();
});

test('an entry that waits for half a window is timed from when it was made', async () => {
  const { cluster, clock, say, tell, took } = await world();
  await say();
  await clock.advance(210);
  took();
  const sent = tell();
  await clock.advance(100);
  await sent;
  const [ms = 0] = took();
  expect(ms).toBeGreaterThanOrEqual(85);
  expect(ms).toBeLessThanOrEqual(95);
  await cluster.close();
});

test('of chat and an entry in one frame the older one counts', async () => {
  const { cluster, clock, say, tell, took } = await world();
  await say();
  await clock.advance(149);
  const sent = tell();
  await clock.advance(20);
  await sent;
  const [ms = 0] = took();
  expect(ms).toBeGreaterThanOrEqual(145);
  expect(ms).toBeLessThanOrEqual(160);
  await cluster.close();
});
