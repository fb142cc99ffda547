import { expect, test } from 'bun:test';
import { parseRoomInput, type RoomInput, roomHelp } from './room-input.ts';

test.each([
  ['', { type: 'nothing' }],
  ['  hello there ', { type: 'say', text: 'hello there' }],
  ['//like', { type: 'say', text: '/like' }],
  ['/like', { type: 'like', count: 1 }],
  ['/like 10', { type: 'like', count: 10 }],
  ['/who', { type: 'who' }],
  ['/hop show2', { type: 'hop', room: 'show2' }],
  ['/card Kettle', { type: 'card', title: 'Kettle', price: undefined }],
  ['/card Blue kettle 19.90', { type: 'card', title: 'Blue kettle', price: 1990 }],
  ['/card Pan 26 cm 129', { type: 'card', title: 'Pan 26 cm', price: 12_900 }],
  ['/card Pan 0.5', { type: 'card', title: 'Pan', price: 50 }],
  ['/card 19.90', { type: 'card', title: '19.90', price: undefined }],
  ['/notice Back soon', { type: 'notice', text: 'Back soon' }],
  ['/countdown 10 Go now', { type: 'countdown', seconds: 10, text: 'Go now' }],
  ['/spread 20 Coupons', { type: 'spread', seconds: 20, text: 'Coupons' }],
  ['/pin Blue kettle', { type: 'pin', item: 'Blue kettle' }],
  ['/pin', { type: 'pin', item: undefined }],
  ['/mute bob', { type: 'mute', user: 'bob', minutes: undefined }],
  ['/mute bob 5', { type: 'mute', user: 'bob', minutes: 5 }],
  ['/unmute bob', { type: 'unmute', user: 'bob' }],
  ['/slow 0', { type: 'slow', seconds: 0 }],
] as [string, RoomInput][])('%p', (line, input) => {
  expect(parseRoomInput(line)).toEqual(input);
});

test.each([
  ['/like 0', '1 to 1000'],
  ['/like 1e2', '1 to 1000'],
  ['/like many', '1 to 1000'],
  ['/who is here', 'takes nothing'],
  ['/hop', 'name of a room'],
  ['/hop a b', 'name of a room'],
  ['/card', 'a title'],
  ['/notice', 'a text'],
  ['/countdown 10', 'seconds, 1 to 3600, and a text'],
  ['/countdown soon Go', 'seconds, 1 to 3600, and a text'],
  ['/spread 3601 Go', 'seconds, 1 to 3600, and a text'],
  ['/mute', 'a user'],
  ['/mute bob x', 'a user'],
  ['/mute bob 5 min', 'a user'],
  ['/unmute', 'a user'],
  ['/slow', '0 to 3600'],
  ['/nothing', 'there is no /nothing'],
  ['/constructor', 'there is no /constructor'],
])('%p is wrong', (line, message) => {
  const input = parseRoomInput(line);
  expect(input.type === 'wrong' && input.message).toContain(message);
});

test('the help names every command that there is, and no other', () => {
  const named = [...roomHelp.matchAll(/\/([a-z]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(12);
  for (const name of named) {
    const input = parseRoomInput(`/${name}`);
    expect(input.type === 'wrong' ? input.message : '').not.toContain('there is no');
  }
});
