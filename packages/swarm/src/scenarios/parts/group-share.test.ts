import { expect, test } from 'bun:test';
import { SeededRandom, until, withSeed } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { EntriesFrame } from '../../device/entries-frame.ts';
import type { Command, OnAnswer } from '../../device/requests.ts';
import type { Load } from '../../engine/load.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { type ChainPlan, chainPlan } from './group-chains.ts';
import { Sharing } from './group-share.ts';

type Answers = (command: Command, user: string) => Parameters<OnAnswer>[0];

/** Groups in memory: commands change them, what is sent reaches the members at once. */
class FakeServer {
  readonly members = new Map<string, string[]>();
  readonly devices = new Map<string, Device>();
  readonly sent: string[] = [];
  onDelivered: (device: Device, frame: EntriesFrame) => void = () => {};
  answers: Answers = (command) => ({ ok: this.#change(command) });

  connect(users: readonly string[]): void {
    for (const user of users) {
      const call = (command: Command, onAnswer: OnAnswer) => {
        queueMicrotask(() => onAnswer(this.answers({ ...command, user }, user)));
      };
      this.devices.set(user, { user, isOpen: true, call } as unknown as Device);
    }
  }

  readonly speaker: Pick<Speaker, 'send' | 'settled'> = {
    send: (device, conversation) => {
      this.sent.push(`${device.user} ${conversation}`);
      const to = this.members.get(conversation) ?? conversation.split(':').slice(1);
      const frame = {
        messages: [{ conversation, from: device.user, syncId: 1 }],
      } as unknown as EntriesFrame;
      for (const user of to) this.onDelivered(this.devices.get(user) as Device, frame);
      return '';
    },
    settled: () => Promise.resolve(),
  };

  #change({ cmd, group, users, members, user }: Command) {
    const known = this.members.get(String(group)) ?? [String(user)];
    this.members.set(String(group), [...known, ...((users ?? members) as string[])]);
    return { group: {}, epoch: 1, syncId: known.length, unchanged: [], cmd };
  }
}

function sharingOf(
  server: FakeServer,
  plan: ChainPlan,
  users: string[],
  controller = new AbortController(),
) {
  server.connect(users);
  const load = { signal: controller.signal, random: new SeededRandom(1) } as unknown as Load;
  const sharing = new Sharing(load, server.speaker, plan, users, server.devices, { thinkMs: 1 });
  server.onDelivered = (device, frame) => sharing.hear(device, frame, 0);
  return sharing;
}

const shapeOf = (users: string[]) => ({ runId: 'x', users, teamSize: 12, fanout: 2, roots: 2 });
const someUsers = (count: number) => Array.from({ length: count }, (_user, i) => `xu${i}`);

test('chains go on by what is heard alone, until all teams are full', () =>
  withSeed(async (random) => {
    const users = someUsers(60);
    const plan = chainPlan(shapeOf(users), random);
    const server = new FakeServer();
    const sharing = sharingOf(server, plan, users);
    const planned = sharing.left;
    sharing.start();
    await until(() => sharing.left === 0);
    await sharing.settled();
    expect(sharing.failures).toEqual([]);
    expect([sharing.done, planned]).toEqual([plan.steps.length, plan.steps.length]);
    for (const { group, members } of plan.teams) {
      const names = members.map((user) => users[user] as string);
      expect(server.members.get(group)?.toSorted()).toEqual(names.sort());
      const joined = sharing.joinings.filter((joining) => joining.group === group);
      expect(joined.map(({ user }) => user).sort()).toEqual(names);
    }
  }));

test('a card that does not arrive ends its branch, and is told as steps that are left', () =>
  withSeed(async (random) => {
    const users = someUsers(30);
    const server = new FakeServer();
    const sharing = sharingOf(server, chainPlan(shapeOf(users), random), users);
    server.onDelivered = () => {};
    sharing.start();
    await until(() => server.sent.length >= 2);
    await Bun.sleep(10);
    expect(sharing.done).toBe(2);
    expect(sharing.left).toBeGreaterThan(20);
    sharing.stop();
  }));

/** One team of three: the first invites the other two. */
const trio = (random: SeededRandom) => {
  const users = someUsers(3);
  return { users, plan: chainPlan({ ...shapeOf(users), roots: 1 }, random) };
};
const lost = { code: 'internal', message: 'lost', temporary: true, retryAfterMs: 1 } as const;
const taken = { code: 'already_exists', message: 'taken', temporary: false } as const;

test('what was done by a try whose answer was lost is done, at a place that is not known', () =>
  withSeed(async (random) => {
    for (const second of ['ok', 'already_exists'] as const) {
      const { users, plan } = trio(random);
      const server = new FakeServer();
      const takes = server.answers;
      let tries = 0;
      server.answers = (command, user) => {
        tries += 1;
        if (tries === 1) takes(command, user);
        if (tries === 1) return { error: lost };
        return second === 'ok' ? { ok: { syncId: 9 } } : { error: taken };
      };
      const sharing = sharingOf(server, plan, users);
      sharing.start();
      await until(() => sharing.left === 0);
      expect(sharing.failures).toEqual([]);
      expect(sharing.joinings.map(({ after }) => after)).toEqual([undefined, undefined, undefined]);
    }
  }));

test('a refusal for good is a failure, and nothing is said after it', () =>
  withSeed(async (random) => {
    const { users, plan } = trio(random);
    const server = new FakeServer();
    server.answers = () => ({ error: taken });
    const sharing = sharingOf(server, plan, users);
    sharing.start();
    await until(() => sharing.failures.length > 0);
    await sharing.settled();
    expect(sharing.failures[0]).toMatch(/^Error: xu\d, group:x-g0: taken$/);
    expect([sharing.done, server.sent, sharing.joinings]).toEqual([0, [], []]);
  }));

test('only the card of whoever invited it lets a user act', () =>
  withSeed(async (random) => {
    const { users, plan } = trio(random);
    const server = new FakeServer();
    const sharing = sharingOf(server, plan, users);
    const conversation = 'group:x-g0';
    const [first, second, third] = plan.teams[0]?.members.map((at) => users[at] as string) ?? [];
    const hears = (from: string | undefined) => {
      const frame = { messages: [{ conversation, from }] } as unknown as EntriesFrame;
      sharing.hear(server.devices.get(second as string) as Device, frame, 0);
      return Bun.sleep(8);
    };
    await hears(third);
    expect(server.sent).toEqual([]);
    await hears(first);
    expect(server.sent).toEqual([`${second} ${conversation}`]);
    await hears(first);
    expect(server.sent).toHaveLength(1);
    sharing.stop();
  }));

test('once stopped nobody begins, once the run ends nobody goes on', () =>
  withSeed(async (random) => {
    const { users, plan } = trio(random);
    const server = new FakeServer();
    const stopped = sharingOf(server, plan, users);
    stopped.start();
    stopped.stop();
    await Bun.sleep(8);
    expect(server.members.size).toBe(0);
    const controller = new AbortController();
    const takes = server.answers;
    server.answers = (command, user) => {
      controller.abort();
      return takes(command, user);
    };
    const ended = sharingOf(server, plan, users, controller);
    ended.start();
    await until(() => server.members.size === 1);
    await ended.settled();
    expect([server.sent, ended.done]).toEqual([[], 0]);
  }));
