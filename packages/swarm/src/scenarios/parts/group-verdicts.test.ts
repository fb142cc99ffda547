import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { EntriesFrame } from '../../device/entries-frame.ts';
import { GroupsSeen } from './group-seen.ts';
import type { Joining } from './group-share.ts';
import { grown, membership, sinceJoining } from './group-verdicts.ts';

const group = 'group:x-g0';

/** Members that join after the places given, and 20 messages with gaps between their places. */
function evening(random: SeededRandom, processes: number) {
  const seen = Array.from({ length: processes }, () => new GroupsSeen());
  const joinings: Joining[] = [0, 0, 7, 13, 1000].map((after, i) => ({
    group,
    user: `xu${i}`,
    after,
  }));
  const places: number[] = [];
  for (let place = 1; places.length < 20; place += 1 + random.int(3)) places.push(place);
  const devices = joinings.map(({ user }) => ({ user }) as Device);
  const hand = (member: number, place: number) => {
    const frame = { messages: [{ conversation: group, syncId: place }] } as unknown as EntriesFrame;
    seen[member % processes]?.hear(devices[member] as Device, frame, 0);
  };
  const due = (member: number) => places.filter((place) => place > (joinings[member]?.after ?? 0));
  return { seen, joinings, places, hand, due };
}

test('green when each saw all after its joining, in any number of processes', () =>
  withSeed((random) => {
    for (const processes of [1, 2, 3]) {
      const { seen, joinings, hand, due } = evening(random, processes);
      for (const member of joinings.keys()) for (const place of due(member)) hand(member, place);
      const verdict = sinceJoining(
        seen.map((each) => each.told()),
        joinings,
      );
      expect(verdict.text).toContain('each of 5 memberships');
      expect(verdict.ok).toBe(true);
    }
  }));

test('red when one message is missing, doubled, before another or of the time before', () =>
  withSeed((random) => {
    const defects: ((places: number[], due: number[]) => number[])[] = [
      (_all, due) => due.toSpliced(random.int(due.length), 1),
      (_all, due) => due.flatMap((place, i) => (i === 1 ? [place, place] : [place])),
      (_all, due) => due.toSpliced(0, 2, due[1] as number, due[0] as number),
      (all, due) => [all.findLast((place) => place < (due[0] as number)) as number, ...due],
      (all, due) => [
        all.findLast((place) => place < (due[0] as number)) as number,
        ...due.slice(1),
      ],
      () => [],
    ];
    for (const [at, defect] of defects.entries()) {
      const { seen, joinings, places, hand, due } = evening(random, 2);
      for (const member of joinings.keys()) {
        const right = due(member);
        for (const place of member === 2 ? defect(places, right) : right) hand(member, place);
      }
      const verdict = sinceJoining(
        seen.map((each) => each.told()),
        joinings,
      );
      expect([at, verdict.ok]).toEqual([at, false]);
      expect(verdict.text).toContain('xu2');
    }
  }));

test('red when somebody sees a group that it is not in', () =>
  withSeed((random) => {
    const { seen, joinings, hand, due } = evening(random, 1);
    for (const member of joinings.keys()) for (const place of due(member)) hand(member, place);
    const verdict = sinceJoining(
      seen.map((each) => each.told()),
      joinings.slice(1),
    );
    expect(verdict).toMatchObject({
      ok: false,
      text: '1 saw messages of groups that they are not in',
    });
  }));

test('without the place of the joining all after the first message is due', () =>
  withSeed((random) => {
    const { seen, joinings, hand, due } = evening(random, 1);
    for (const member of joinings.keys())
      for (const place of due(member).slice(3)) hand(member, place);
    const unknown = joinings.map((joining) => ({ ...joining, after: undefined }));
    hand(0, 9999);
    expect(sinceJoining([(seen[0] as GroupsSeen).told()], unknown).ok).toBe(false);
  }));

test('members are compared by name', () => {
  const joinings = ['a', 'b'].map((user) => ({ group, user, after: 0 }));
  const listed = (...users: string[]) => membership(joinings, new Map([[group, users]]));
  expect(listed('b', 'a').ok).toBe(true);
  expect(listed('a')).toMatchObject({ ok: false, text: `${group} lacks 1: b` });
  expect(listed('a', 'b', 'c')).toMatchObject({ ok: false, text: `${group} has 1 too many: c` });
  expect(membership(joinings, new Map()).ok).toBe(false);
});

test('chains that stop are red, unless the run was ended', () => {
  const stuck = { done: 3, planned: 5, failures: ['Error: why'] };
  expect(grown({ ...stuck, done: 5 }, 7, false)).toMatchObject({ ok: true });
  expect(grown(stuck, 7, false)).toMatchObject({ ok: false });
  expect(grown(stuck, 7, false).text).toContain('Error: why');
  expect(grown(stuck, 7, true).ok).toBe(true);
});
