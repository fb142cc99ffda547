import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { PlainRoster } from './test/plain-roster.ts';

/** Members come and go in any order while up to three sweeps are under way. */
function runSchedule(random: SeededRandom): void {
  const roster = new PlainRoster();
  const sweeps: { visited: number[]; began: Set<number>; step: () => boolean }[] = [];
  let members = 0;
  const join = () => {
    members += 1;
    roster.join(members);
  };
  const leave = () => {
    const name = random.pick([...roster.places.keys(), 0]);
    if (name === 0) return;
    roster.leave(name);
    for (const { began, visited } of sweeps) if (!visited.includes(name)) began.delete(name);
  };
  const begin = () => {
    if (sweeps.length === 3) return;
    const visited: number[] = [];
    const step = roster.visit((name) => visited.push(name));
    sweeps.push({ visited, began: new Set(roster.places.keys()), step });
  };
  const step = () => {
    const index = random.int(Math.max(1, sweeps.length));
    const sweep = sweeps[index];
    if (sweep === undefined || sweep.step()) return;
    expect(sweep.visited.toSorted(byNumber)).toEqual([...sweep.began].toSorted(byNumber));
    sweeps.splice(index, 1);
  };
  for (let i = 0; i < 10; i += 1) join();
  for (let i = 0; i < 300; i += 1) {
    random.pick([join, leave, begin, step, step, step, step])();
    roster.check();
    expect(roster.sweeps).toBe(sweeps.length);
  }
}

const byNumber = (a: number, b: number) => a - b;

test('each sweep visits those it began with and that stay, once, whoever comes and goes', () =>
  withSeed((random) => {
    for (let i = 0; i < 100 * testScale(); i += 1) runSchedule(random.fork());
  }));
