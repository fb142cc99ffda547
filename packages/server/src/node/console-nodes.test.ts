import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { consoleNodes } from './console-nodes.ts';

test('who is gone is what all nodes tell, each once, without those that run after all', async () => {
  const figures = { version: '1', startedAt: 1, connections: 0, rooms: 0, draining: false };
  const gone = (node: string, lastHeardAt: number) => ({ node, lastHeardAt, ...figures });
  const told: Record<string, readonly ReturnType<typeof gone>[]> = {
    n1: [gone('n8', 50), gone('n9', 40), gone('n2', 30)],
    n2: [gone('n9', 60)],
  };
  const desk = {
    nodes: () => ['n1', 'n2', 'older'].map((node) => ({ node, ...figures })),
    gone: () => [],
    question: () => async () => ({
      all: ['n1', 'n2', 'older'].map((node) => {
        const others = told[node];
        return { node, answer: { ready: true, ...(others && { gone: others }) } };
      }),
      missing: [],
    }),
  };
  const readiness = { reasons: () => [], degraded: () => [], storeAnswers: async () => {} };
  const nodes = consoleNodes({ desk: desk as never, readiness, clock: new FakeClock(), limits });
  const list = await nodes.list();
  expect(list.gone.map(({ node, lastHeardAt }) => [node, lastHeardAt])).toEqual([
    ['n9', 60],
    ['n8', 50],
  ]);
  expect(list.nodes.map((row) => 'gone' in row)).toEqual([false, false, false]);
});
