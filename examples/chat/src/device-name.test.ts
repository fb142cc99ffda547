import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@eagre/testkit';
import { deviceNameIn } from './device-name.ts';

test('a folder has one name for good, another folder another one', () => {
  using one = tempDir();
  using other = tempDir();
  const name = deviceNameIn(join(one.path, 'a', 'b'));
  expect(name).toMatch(/^chat-[a-z0-9]{12}$/);
  expect(deviceNameIn(join(one.path, 'a', 'b'))).toBe(name);
  expect(deviceNameIn(other.path)).not.toBe(name);
});

test('a file that holds no name is replaced', () => {
  using dir = tempDir();
  writeFileSync(join(dir.path, 'device'), 'a b');
  expect(deviceNameIn(dir.path)).toMatch(/^chat-/);
});
