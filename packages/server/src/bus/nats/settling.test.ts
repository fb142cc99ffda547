import { expect, test } from 'bun:test';
import { Settling } from './settling.ts';

function world() {
  const rounds: (() => void)[] = [];
  const settling = new Settling(() => new Promise((resolve) => rounds.push(resolve)));
  return { rounds, settling };
}

const turn = () => Bun.sleep(0);

test('whoever asks in one turn shares one round', async () => {
  const { rounds, settling } = world();
  const all = Promise.all(Array.from({ length: 1000 }, () => settling.settled()));
  await turn();
  expect(rounds).toHaveLength(1);
  rounds[0]?.();
  await all;
});

test('whoever asks while a round is on its way waits for the next, which begins after it', async () => {
  const { rounds, settling } = world();
  const first = settling.settled();
  await turn();
  let isDone = false;
  const late = Promise.all([settling.settled(), settling.settled()]).then(() => {
    isDone = true;
  });
  await turn();
  expect(rounds).toHaveLength(1);
  rounds[0]?.();
  await first;
  await turn();
  expect(rounds).toHaveLength(2);
  expect(isDone).toBe(false);
  rounds[1]?.();
  await late;
});

test('a round begins after what was done in the turn of its first caller', async () => {
  const said: string[] = [];
  const settling = new Settling(async () => void said.push('round'));
  const settled = settling.settled();
  said.push('subscribed');
  await settled;
  expect(said).toEqual(['subscribed', 'round']);
});
