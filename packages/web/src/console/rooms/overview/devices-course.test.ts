import { expect, test } from 'bun:test';
import { DevicesCourse } from './devices-course.ts';

const online = (devices: number) => ({ devices, users: devices });

test('the curve comes first and what is told since follows it', () => {
  const course = new DevicesCourse();
  const curve = [[10_000, 3] as const, [20_000, 8] as const];
  course.add({ curve, online: online(9) }, 25_000);
  course.add({ curve, online: online(12) }, 27_000);
  expect(course.times()).toEqual([10, 20, 25, 27]);
  expect(course.values()).toEqual([3, 8, 9, 12]);
});

test('times only rise, whatever the clocks say', () => {
  const course = new DevicesCourse();
  course.add({ curve: [[10_000, 3]], online: online(4) }, 30_000);
  course.add({ curve: [[20_000, 5]], online: online(6) }, 30_000);
  course.add({ curve: [[20_000, 5]], online: online(7) }, 29_000);
  expect(course.times()).toEqual([10, 30]);
  expect(course.values()).toEqual([3, 4]);
});

test('the oldest go when there are too many, and whoever draws is told', () => {
  const course = new DevicesCourse();
  let told = 0;
  const end = course.subscribe(() => {
    told += 1;
  });
  for (let at = 1; at <= 2_003; at += 1) course.add({ curve: [], online: online(at) }, at * 1000);
  expect(course.times()).toHaveLength(2_000);
  expect(course.times()[0]).toBe(4);
  expect(course.values()[0]).toBe(4);
  expect(told).toBe(2_003);
  end();
  course.add({ curve: [], online: online(1) }, 3_000_000);
  expect(told).toBe(2_003);
});
