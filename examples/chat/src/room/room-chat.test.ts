import { expect, test } from 'bun:test';
import { FakeClock, tempDir } from '@eagre/testkit';
import { makePaint } from '../paint.ts';
import { PlainScreen } from '../plain-screen.ts';
import { RoomChat } from './room-chat.ts';

test('before the room is entered, likes go nowhere, help is there, and one may leave', async () => {
  using folder = tempDir();
  const written: string[] = [];
  const clock = new FakeClock();
  const chat = new RoomChat({
    ...{ url: 'http://127.0.0.1:9', device: 'd1', folder: folder.path, clock, interactive: true },
    room: 'room:show1' as never,
    // No answer ever comes.
    getToken: () => new Promise(() => {}),
    prepare: () => Promise.resolve(),
    shown: {
      ...{ user: 'ann', paint: makePaint(false) },
      screen: new PlainScreen({ write: (text: string) => written.push(text) }),
    },
  });
  const left = chat.run();
  chat.tab();
  await clock.advance(100);
  expect(written).toEqual([]);
  chat.line('/help');
  await clock.advance(0);
  expect(written.join('')).toContain('/countdown SECONDS TEXT');
  chat.line('/quit');
  expect(await left).toBe(0);
  chat.view.close();
  expect(clock.pendingTimers).toBe(0);
});
