import { expect, test } from 'bun:test';
import { testScale, withSeed } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { CountingNodes } from './test/counting-nodes.ts';

const rounds = 60 * testScale();

test('over lost answers, failing commits, a bad bus and clean restarts, the sum is what devices meant', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) {
      const nodes = await CountingNodes.start(random);
      for (let step = 0; step < 80; step += 1) await nodes.step({ crashes: false });
      await nodes.heal();
      expect(await nodes.stored()).toEqual(nodes.meant());
      await nodes.expectAgreed();
    }
  }));

test('over crashes too no total is above what was acknowledged or below what is stored', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) {
      const nodes = await CountingNodes.start(random);
      for (let step = 0; step < 80; step += 1) {
        await nodes.step({ crashes: true });
        await nodes.expectWithin();
      }
      await nodes.heal();
      await nodes.expectAgreed();
    }
  }));

test('what a crash took counts no more when the node is gone for good', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) {
      const nodes = await CountingNodes.start(random);
      for (let step = 0; step < 60; step += 1) await nodes.step({ crashes: false });
      nodes.lose(random.pick(nodes.names));
      await nodes.pass(limits.roomSumsForgetMs + 1);
      await nodes.heal();
      await nodes.expectAgreed();
    }
  }));

test('without faults all nodes know all that was told', () =>
  withSeed(async (random) => {
    const nodes = await CountingNodes.start(random, { isFaulty: false });
    for (let step = 0; step < 200; step += 1) {
      nodes.tap();
      if (random.chance(0.1)) await nodes.commit();
      if (random.chance(0.1)) await nodes.check();
      nodes.tell();
      nodes.expectSame();
    }
  }));
