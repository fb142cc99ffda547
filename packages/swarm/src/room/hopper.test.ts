import { expect, test } from 'bun:test';
import { wireError } from '@eagre/protocol';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import type { Command, OnAnswer } from '../device/requests.ts';
import { Hopper } from './hopper.ts';

const rooms = ['room:a', 'room:b', 'room:c', 'room:d', 'room:e'];

/** The rule of the server: for each room the action with the greatest generation, a hop all or nothing. */
class FakeRooms {
  readonly #gens = new Map<string, number>();
  readonly members = new Set<string>();

  act({ cmd, room, gen, leave }: Command): boolean {
    if (!this.#isNews(String(room), Number(gen))) return false;
    this.#set(String(room), Number(gen), cmd === 'room.enter');
    if (leave !== undefined && this.#isNews(String(leave), Number(gen))) {
      this.#set(String(leave), Number(gen), false);
    }
    return true;
  }

  /** As one does that was killed. */
  forget(): void {
    this.#gens.clear();
    this.members.clear();
  }

  #isNews(room: string, gen: number): boolean {
    return gen > (this.#gens.get(room) ?? 0);
  }

  #set(room: string, gen: number, isIn: boolean): void {
    this.#gens.set(room, gen);
    if (isIn) this.members.add(room);
    else this.members.delete(room);
  }
}

/** Carries out commands late and in a random order, and answers in another. */
function shuffling(random: SeededRandom, server: FakeRooms) {
  const waiting: { command: Command; onAnswer: OnAnswer }[] = [];
  const answers: (() => void)[] = [];
  let generation = 10;
  return {
    device: {
      connections: 1,
      nextGeneration: () => {
        generation += 1;
        return generation;
      },
      call: (command: Command, onAnswer: OnAnswer) => void waiting.push({ command, onAnswer }),
    },
    step() {
      const [next] = waiting.splice(random.int(Math.max(1, Math.min(3, waiting.length))), 1);
      if (next !== undefined) {
        const ok = server.act(next.command);
        const error = { code: 'stale', message: '', temporary: false } as const;
        answers.push(() => next.onAnswer(ok ? { ok: {} } : { error }));
      }
      if (answers.length > 0 && random.chance(0.7))
        answers.splice(random.int(answers.length), 1)[0]?.();
      return waiting.length + answers.length;
    },
  };
}

test('the model agrees with the rule of the server, whatever overtakes what', () =>
  withSeed((random) => {
    for (let cycle = 0; cycle < 50; cycle += 1) {
      const server = new FakeRooms();
      const line = shuffling(random, server);
      const hopper = new Hopper(line.device, rooms, random);
      for (let i = 0; i < 200; i += 1) {
        hopper.hop();
        line.step();
      }
      while (line.step() > 0) {}
      expect(hopper.rooms.sort()).toEqual([...server.members].sort());
      expect(hopper.done).toBe(200);
      expect(hopper.failures).toEqual([]);
    }
  }));

test('other refusals than stale ones are failures', () => {
  const error = { code: 'room_full', message: 'no place', temporary: true } as const;
  const hopper = new Hopper(
    { connections: 1, nextGeneration: () => 1, call: (_command, onAnswer) => onAnswer({ error }) },
    rooms,
    { next: () => 0.5 },
  );
  hopper.hop();
  expect(hopper.failures).toEqual(['room_full: no place']);
  expect(hopper.rooms).toEqual([]);
});

test('what a lost connection leaves open is said again, and then the model is right', () =>
  withSeed((random) => {
    const server = new FakeRooms();
    let generation = 10;
    let isLossy = true;
    let calls = 0;
    const call = (command: Command, onAnswer: OnAnswer) => {
      calls += 1;
      const fate =
        isLossy && random.chance(0.3) ? (random.chance(0.5) ? 'lost' : 'unsent') : undefined;
      const ok = fate === 'unsent' ? false : server.act(command);
      if (fate !== undefined) onAnswer({ error: wireError('internal', 'gone'), fate });
      else onAnswer(ok ? { ok: {} } : { error: wireError('stale', 'old') });
    };
    const nextGeneration = () => {
      generation += 1;
      return generation;
    };
    const device = { call, nextGeneration, connections: 1 };
    const hopper = new Hopper(device, rooms, random);
    for (let i = 0; i < 300; i += 1) hopper.hop();
    isLossy = false;
    hopper.restate();
    expect(hopper.rooms.sort()).toEqual([...server.members].sort());
    expect(hopper.failures).toEqual([]);
    expect([hopper.sent, hopper.done]).toEqual([calls, calls]);
    hopper.restate();
    expect(hopper.sent).toBe(calls);
    server.forget();
    device.connections += 1;
    hopper.restate();
    expect(hopper.rooms.sort()).toEqual([...server.members].sort());
  }));

test('a server that has too much to do is no failure, and the device stays where it is', () => {
  const error = wireError('overloaded', 'later');
  const hopper = new Hopper(
    { connections: 1, nextGeneration: () => 1, call: (_command, onAnswer) => onAnswer({ error }) },
    rooms,
    { next: () => 0.5 },
  );
  hopper.hop();
  expect([hopper.failures.length, hopper.putOff, hopper.rooms.length]).toEqual([0, 1, 0]);
});
