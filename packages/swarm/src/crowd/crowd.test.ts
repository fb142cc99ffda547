import { expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodySchemas } from '@eagre/protocol';
import { tempDir, withSeed } from '@eagre/testkit';
import { hostKey } from '../target/dev-keys.ts';
import { Crowd, type CrowdViewer } from './crowd.ts';
import { cards, chatter, shouts } from './phrases.ts';

class FakeViewer implements CrowdViewer {
  isIn = false;
  said: string[] = [];
  likes = 0;
  get isOut(): boolean {
    return !this.isIn;
  }
  come(): Promise<void> {
    this.isIn = true;
    return Promise.resolve();
  }
  go(): Promise<void> {
    this.isIn = false;
    return Promise.resolve();
  }
  say(text: string): void {
    this.said.push(text);
  }
  like(): void {
    this.likes += 1;
  }
}

test('a crowd comes, stays mostly, moves, chats, and shouts when the host counts down', () =>
  withSeed((random) => {
    const viewers = Array.from({ length: 100 }, () => new FakeViewer());
    const crowd = new Crowd(viewers, random, (error) => {
      throw error;
    });
    const saidInSurge: string[] = [];
    let least = 100;
    for (let tick = 0; tick < 1200; tick += 1) {
      crowd.tick();
      if (tick > 100) least = Math.min(least, crowd.inRoom);
      const said = viewers.flatMap((viewer) => viewer.said.splice(0));
      if (crowd.isSurge) saidInSurge.push(...said);
      else expect(said.every((text) => chatter.includes(text))).toBe(true);
    }
    expect(least).toBeGreaterThan(40);
    expect(saidInSurge.length).toBeGreaterThan(50);
    expect(saidInSurge.every((text) => shouts.includes(text))).toBe(true);
    expect(viewers.filter(({ likes }) => likes > 0).length).toBeGreaterThan(80);
  }));

test('what is said and shown is what the server takes', () => {
  for (const text of [...chatter, ...shouts]) bodySchemas.text.parse({ text });
  for (const card of cards) bodySchemas.item.parse(card);
});

test('the key for cards is the one given, or that of a development server that takes it', async () => {
  using directory = tempDir();
  const asked: string[] = [];
  const keyOf = (given: string, taken = 'dev.dev.s4') =>
    hostKey(
      given,
      async (key) => {
        asked.push(key);
        return key === taken;
      },
      directory.path,
    );
  expect(await keyOf('a.b.c')).toBe('a.b.c');
  expect(await keyOf('')).toBeUndefined();
  for (const data of ['data', 'data-cluster']) mkdirSync(join(directory.path, data));
  const file = join(directory.path, 'data', 'dev-keys.json');
  writeFileSync(file, '{"apiSecret":"s3","tokenSecret":"x"}');
  expect(await keyOf('')).toBe('dev.dev.s3');
  expect(asked).toEqual([]);
  const ofCluster = join(directory.path, 'data-cluster', 'dev-keys.json');
  writeFileSync(ofCluster, '{"apiSecret":"s4","tokenSecret":"x"}');
  expect(await keyOf('')).toBe('dev.dev.s4');
  expect(await keyOf('', 'dev.dev.s5')).toBeUndefined();
  expect(asked).toEqual(['dev.dev.s3', 'dev.dev.s4', 'dev.dev.s3', 'dev.dev.s4']);
  writeFileSync(file, 'not json');
  expect(await keyOf('')).toBe('dev.dev.s4');
});
