// One room of many devices in one process without a network: the server's own room, audience and
// connections, sockets that only count. Arguments: SECONDS DEVICES. Its last line is JSON.
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AppId,
  type ConversationId,
  type DeviceId,
  realClock,
  realRandom,
  type UserId,
} from '@eagre/protocol';
import { MemoryBus } from '@eagre/server/src/bus/bus-memory.ts';
import { userActor } from '@eagre/server/src/conversation/actor.ts';
import { LaneScheduler } from '@eagre/server/src/fanout/lane-scheduler.ts';
import { Limiter } from '@eagre/server/src/flow/limiter.ts';
import { Connection } from '@eagre/server/src/gateway/connection.ts';
import type { ConnectionHost } from '@eagre/server/src/gateway/connection-host.ts';
import { newGatewayCounters } from '@eagre/server/src/gateway/gateway-counters.ts';
import type { Socket } from '@eagre/server/src/gateway/socket.ts';
import { conversationKey } from '@eagre/server/src/keys.ts';
import { limits as serverLimits } from '@eagre/server/src/limits.ts';
import type { Room } from '@eagre/server/src/room/room.ts';
import { createRoomServices } from '@eagre/server/src/room/services.ts';
import { TailCache } from '@eagre/server/src/timeline/tail-cache.ts';
import { openMemoryTimeline } from '@eagre/server/src/timeline/timeline-memory.ts';
import { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import { SeededRandom } from '@eagre/testkit';

/** A quarter of what a room of this size has, for four times as many flushes; … */
const windowMs = 250;
/** … the frames are those of a second. More is said than is shown, as in every large room. */
const saidPerSecond = 100;
const shownPerSecond = 80;
/** Devices that come in between two looks at the rest of the world. */
const entriesInTurn = 1000;
/** Code is compiled and the newcomers are told before the first flush that counts. ms. */
const warmUpMs = 2500;
const lookEveryMs = 25;

const app = 'bench' as AppId;
const limits = { ...serverLimits, roomDevices: 10_000_000 };
const clock = realClock;

class CountingSocket implements Socket {
  readonly remoteAddress = '192.0.2.1';
  frames = 0;

  send(frame: string | Uint8Array): number {
    this.frames += 1;
    return frame.length;
  }
  close(): void {}
  terminate(): void {}
  ping(): void {}
  getBufferedAmount(): number {
    return 0;
  }
}

const bus = new MemoryBus({ report: fail });
const timeline = new TailCache(openMemoryTimeline({ clock }), limits);
const scheduler = new LaneScheduler({
  clock,
  limits,
  yieldTurn: (fn) => void setImmediate(fn),
  report: fail,
});
const services = createRoomServices({
  node: 'bench',
  clock,
  random: realRandom,
  randomBytes,
  newId: randomUUID,
  limits,
  bus,
  timeline,
  scheduler,
  limiter: new Limiter(clock, limits, new Map()),
  tiers: [{ fromDevices: 0, windowMs, flushItems: 0, displayPerSecond: shownPerSecond }],
  onDemand: true,
  report: fail,
});
const host: ConnectionHost = {
  clock,
  limits,
  counters: newGatewayCounters(),
  dispatch: () => {},
  admit: () => undefined,
  report: fail,
  closed: () => {},
};

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

/** Brings devices into a room of their own; gives the sockets and what a device came to. */
async function fill(id: ConversationId, devices: number) {
  const sockets: CountingSocket[] = [];
  const startedMs = performance.now();
  for (let i = 0; i < devices; i += 1) {
    const socket = new CountingSocket();
    sockets.push(socket);
    const connection = new Connection(socket, host);
    const identity = { app, user: `u${i}` as UserId, device: 'd' as DeviceId };
    const now = clock.now();
    connection.identify({ ...identity, tokenIssuedAt: now, tokenExpiresAt: now + 3_600_000 });
    await services.entrance.enter(userActor(app, identity.user, identity.device), connection, {
      room: id,
      gen: 1,
    });
    if (i % entriesInTurn === 0) await Bun.sleep(0);
  }
  return { sockets, entersPerSecond: (devices / (performance.now() - startedMs)) * 1000 };
}

async function measure(id: ConversationId, devices: number, seconds: number) {
  const { sockets, entersPerSecond } = await fill(id, devices);
  const room = services.rooms.peek(conversationKey(app, id)) as Room;
  const stop = speakIn(room);
  await Bun.sleep(warmUpMs);
  await untilIdle(room);
  for (const socket of sockets) socket.frames = 0;
  scheduler.counters.longestSliceMs = 0;
  room.delivered.longestFlushMs = 0;
  const { flushes, chars, frames } = room.delivered;
  const before = process.cpuUsage();
  await Bun.sleep(seconds * 1000);
  await untilIdle(room);
  const { user, system } = process.cpuUsage(before);
  stop();
  const made = room.delivered.flushes - flushes;
  return {
    devices,
    entersPerSecond,
    flushes: made,
    charsPerFrame: (room.delivered.chars - chars) / (room.delivered.frames - frames),
    cpuSecondsPerFlush: (user + system) / 1e6 / made,
    longestFlushMs: room.delivered.longestFlushMs,
    longestSliceMs: scheduler.counters.longestSliceMs,
    wrong: sockets.filter((socket) => socket.frames !== made).length,
    residentBytes: process.memoryUsage.rss(),
  };
}

function speakIn(room: Room): () => void {
  const texts = new ChatTexts(new SeededRandom(1));
  let said = 0;
  const timer = setInterval(() => {
    said += 1;
    const from = `u${said % 1000}` as UserId;
    const chat = { from, id: `c${said}`, kind: 'text', body: { text: texts.next() } };
    room.offer({ text: JSON.stringify(chat), sender: from, rank: 3 });
  }, 1000 / saidPerSecond);
  return () => clearInterval(timer);
}

/** Between two flushes: one was made and is handed out. Looks seldom, since looking is counted too. */
async function untilIdle(room: Room): Promise<void> {
  const { flushes } = room.delivered;
  while (room.delivered.flushes === flushes || room.audience.busy) await Bun.sleep(lookEveryMs);
}

const [seconds = 5, devices = 100_000] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await measure('room:show' as ConversationId, devices, seconds)));
process.exit(0);
