// A program as a user of the SDK writes it: `build.test.ts` compiles it against the built types alone.
import {
  type ClientOptions,
  createClient,
  type EagreClient,
  EagreError,
  type EagreGapEvent,
  localStoragePositions,
  type PositionStore,
  type Room,
} from '@eagre/client';
import { filePositions } from '@eagre/client/file';

const inBrowser = typeof document !== 'undefined';
const options: ClientOptions = {
  url: 'ws://127.0.0.1:7070',
  user: 'ann',
  token: async () => 'token',
  device: 'laptop',
  positions: inBrowser ? localStoragePositions() : filePositions('.'),
};

export const lost: EagreGapEvent[] = [];

export async function talk(client: EagreClient): Promise<number> {
  client.on('gap', (gap) => lost.push(gap));
  client.on('message', ({ conversation, syncId, body }) => {
    const place: number = syncId;
    console.log(conversation, place, body);
  });
  await client.connect();
  const sent = await client.group('lobby').send('hello');
  for await (const event of client.direct('bob').events()) {
    if (event.type === 'message') return event.syncId;
  }
  return sent.syncId;
}

export async function show(client: EagreClient): Promise<number> {
  const room: Room = await client.enter('show1');
  room.on('message', ({ kind, syncId }) => console.log(kind, syncId.toFixed()));
  room.on('activate', ({ message, token }) => console.log(message.body, token?.length));
  room.tap('like');
  await room.send('hello');
  const { syncId } = await room.sendReliable('now', { activateAt: client.clock.now() + 3_000 });
  // @ts-expect-error: a room has no such event.
  room.on('nothing', () => {});
  for await (const event of room.events()) {
    if (event.type === 'closed') break;
    if (event.type === 'chat') console.log(event.from, event.own ?? false);
  }
  const next = await client.enter('show2', { leave: room });
  return syncId + next.online.devices + (next.attributes['pinned']?.version ?? 0);
}

export async function more(client: EagreClient): Promise<boolean> {
  const page = await client.conversations({ limit: 10 });
  // @ts-expect-error: were the types of the protocol not found, this would be `any` and pass.
  const wrong: string = page.more;
  console.log(wrong, page.conversations[0]?.head.toFixed());
  // @ts-expect-error: a client has no such member.
  client.nothing();
  return page.more;
}

export type Load = PositionStore['load'];

talk(createClient(options)).catch((caught: unknown) => {
  console.error(caught instanceof EagreError ? caught.code : caught);
});
