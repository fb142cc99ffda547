import { expect, test } from 'bun:test';
import { decodeSpreadToken, encodeSpreadToken, spreadDelayMs } from '@eagre/protocol';
import { momentOf } from './state/tickets.ts';
import { CostlyClock } from './test/costly-clock.ts';
import { MassNode, messagesIn, type Received } from './test/mass-node.ts';
import { roomId } from './test/room-world.ts';
import { app } from './test/world-device.ts';

const show = roomId('show');
const devices = 20_000;
const spreadMs = 20_000;
const tiers = [{ fromDevices: 0, windowMs: 250, flushItems: 0, displayPerSecond: 0 }];

async function commanded(message: { spreadMs?: number; activateAt?: number }) {
  const clock = new CostlyClock();
  const node = new MassNode({ clock, tiers });
  const received = new Map<string, readonly Received[]>();
  const crowd = await node.crowd(devices, show, (frame, { identity }) => {
    const messages = messagesIn(frame);
    if (messages.length > 0) received.set(identity.user, messages);
  });
  await node.say(show, { kind: 'custom:command', class: 'reliable', ...message });
  await clock.runTo(clock.monotonicMs() + 1000);
  return { node, crowd, received };
}

test('spread: all devices get the command, and what follows is never more than planned', async () => {
  const { node, crowd, received } = await commanded({ spreadMs });
  expect(received.size).toBe(devices);

  const perSecond = new Map<number, number>();
  let at = 0;
  const tokens: string[] = [];
  for (const { device, answer } of crowd) {
    const { user, device: name } = device.identity;
    const [{ syncId, entry }] = received.get(user) as readonly [Received];
    const place = { room: show, epoch: answer.epoch, syncId };
    const delayMs = spreadDelayMs(place, { user, device: name }, entry.spreadMs ?? 0);
    at = entry.at;
    const second = Math.floor(delayMs / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    const token = encodeSpreadToken({ ...place, user, device: name, ticket: answer.ticket });
    const parts = decodeSpreadToken(token);
    if (parts === undefined) throw new Error(`${token} is no token`);
    // The backend computes the same moment from what it has, to tell who comes too early.
    expect(momentOf(entry, parts)).toBe(at + delayMs);
    tokens.push(token);
  }
  const planned = devices / (spreadMs / 1000);
  expect(perSecond.size).toBe(spreadMs / 1000);
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(planned * 1.2);

  const { tickets } = node.services;
  const [one = '', other = ''] = tokens;
  for (const token of tokens.slice(0, 200)) {
    expect(await tickets.verify(app, token)).toMatchObject({ ok: true, room: show });
  }
  const parts = one.split(' ');
  const forged = [...parts.slice(0, 5), other.split(' ')[5]].join(' ');
  expect(await tickets.verify(app, forged)).toEqual({ ok: false, reason: 'ticket does not fit' });
  const elsewhere = ['room:other', ...parts.slice(1)].join(' ');
  expect(await tickets.verify(app, elsewhere)).toMatchObject({ ok: false });
  expect(await tickets.verify(app, 'nonsense')).toEqual({ ok: false, reason: 'no token' });
  await node.services.close();
  expect(node.reported).toEqual([]);
});

test('activateAt: all devices have the content before its instant, and the same instant', async () => {
  const activateAt = new CostlyClock().now() + 60_000;
  const { node, received } = await commanded({ activateAt });
  expect(received.size).toBe(devices);
  const instants = new Set([...received.values()].map(([first]) => first?.entry.activateAt));
  expect([...instants]).toEqual([activateAt]);
  const [{ entry }] = received.get('show.0') as readonly [Received];
  expect(entry.at).toBeLessThan(activateAt);
  // Nobody is asked to come back at a moment of its own.
  expect(
    momentOf(entry, { room: show, epoch: 1, syncId: 1, user: 'a', device: 'b' }),
  ).toBeUndefined();
  await node.services.close();
});
