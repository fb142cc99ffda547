import { expect, test } from 'bun:test';
import type { Device } from '../../device/device.ts';
import type { OnRoomFrame } from '../../device/fleet.ts';
import type { RoomFrame } from '../../device/room-frame.ts';
import { RoomWatch } from './room-watch.ts';

const frame = (parts: Partial<RoomFrame>) => ({ room: 'room:a', joins: 0, ...parts }) as RoomFrame;

test('adds up what one device is told of its room, and takes nothing away from others', () => {
  let others = 0;
  const onRoomFrame: OnRoomFrame = () => {
    others += 1;
  };
  const fleet = { onRoomFrame };
  const [ann, bob] = [{}, {}] as [Device, Device];
  const watch = new RoomWatch(fleet, ann, 'room:a');
  fleet.onRoomFrame(ann, frame({ joins: 3, devices: 5, counters: { like: 10, help: 1 } }));
  fleet.onRoomFrame(bob, frame({ joins: 50, devices: 99 }));
  fleet.onRoomFrame(ann, frame({ room: 'room:b', joins: 70, counters: { like: 99 } }));
  fleet.onRoomFrame(ann, frame({ joins: 2, counters: { like: 12 } }));
  expect([watch.joins, watch.online, others]).toEqual([5, 5, 4]);
  expect(Object.fromEntries(watch.counters)).toEqual({ like: 12, help: 1 });
});
