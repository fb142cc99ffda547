import { expect, test } from 'bun:test';
import type { AppId, ConversationId } from '@eagre/protocol';
import { FakeClock, withSeed } from '@eagre/testkit';
import { conversationKey } from '../../src/keys.ts';
import { MemoryStore } from '../../src/timeline/memory/memory-store.ts';
import { type SocketlessDevice, SocketlessNode } from '../support/socketless-node.ts';

const devices = 2000;
const drainMs = 10_000;
const stepMs = 100;

/** A message of a device to the one with the next number. */
interface Message {
  from: number;
  clientId: string;
  conversation: string;
  isStored: boolean;
}

const user = (number: number) => `u${String(number).padStart(4, '0')}`;

function messageOf(from: number, number: number): Message {
  const [one, other] = [user(from), user((from + 1) % devices)].sort();
  const conversation = `direct:${one}:${other}`;
  return { from, clientId: `c${from}-${number}`, conversation, isStored: false };
}

function send(device: SocketlessDevice, id: number, { clientId, conversation }: Message): void {
  device.say({ id, cmd: 'send', conversation, kind: 'text', body: { text: 'x' }, clientId });
}

async function connectAll(node: SocketlessNode): Promise<SocketlessDevice[]> {
  const all: SocketlessDevice[] = [];
  // Fewer at once than the HTTP API answers.
  while (all.length < devices) {
    const some = Array.from({ length: 200 }, (_, i) => node.connect(user(all.length + i)));
    all.push(...(await Promise.all(some)));
  }
  return all;
}

/** How often the client ids of a conversation are in its log. */
function stored(store: MemoryStore, conversation: string): string[] {
  const queue = conversationKey('dev' as AppId, conversation as ConversationId);
  const { entries } = store.range({ queue, after: 0, limit: 1000, bytes: 1e9 });
  return entries.flatMap((text) => {
    const { clientId } = JSON.parse(text) as { clientId?: string };
    return clientId === undefined ? [] : [clientId];
  });
}

test(
  '2,000 devices leave evenly while they send; each message is stored once',
  () =>
    withSeed(async (random) => {
      const clock = new FakeClock();
      const store = new MemoryStore(clock.now());
      const messages: Message[] = [];
      {
        await using node = await SocketlessNode.start(clock, store, { drainMs, writeMs: 60 });
        const all = await connectAll(node);
        let isStopped = false;
        const stopped = node.node.stop().then(() => {
          isStopped = true;
        });
        const open: number[] = [];
        const asked: { device: SocketlessDevice; id: number; message: Message }[] = [];
        for (let id = 1; !isStopped; id += 1) {
          for (const [number, device] of all.entries()) {
            if (!device.isOpen || random.next() > 0.02) continue;
            const message = messageOf(number, id);
            messages.push(message);
            asked.push({ device, id, message });
            send(device, id, message);
          }
          await clock.advance(stepMs);
          open.push(all.filter(({ isOpen }) => isOpen).length);
          expect(id).toBeLessThan(1000);
        }
        await stopped;
        const isFar = open.findIndex((count, i) => {
          const even = devices * Math.max(0, 1 - ((i + 1) * stepMs) / drainMs);
          return Math.abs(count - even) > devices * 0.05;
        });
        expect([isFar, open]).toEqual([-1, open]);
        // Nothing is left to guess: every command was answered before its connection was closed.
        for (const { device, id, message } of asked) {
          const answer = device.answers.get(id);
          message.isStored = answer?.['ok'] !== undefined;
          if (!message.isStored) expect(answer?.['error']).toMatchObject({ code: 'draining' });
        }
      }
      expect(messages.length).toBeGreaterThan(1000);
      await using other = await SocketlessNode.start(clock, store);
      const all = await connectAll(other);
      const again = messages.filter(({ isStored }) => !isStored);
      expect(again.length).toBeGreaterThan(10);
      for (const [i, message] of again.entries()) {
        send(all[message.from] as SocketlessDevice, i + 1, message);
      }
      await clock.advance(1000);
      for (const [i, { from }] of again.entries()) {
        expect(all[from]?.answers.get(i + 1)).toHaveProperty('ok');
      }
      for (const { conversation, clientId } of messages) {
        const ids = stored(store, conversation);
        expect(ids.filter((id) => id === clientId)).toEqual([clientId]);
      }
    }),
  60_000,
);
