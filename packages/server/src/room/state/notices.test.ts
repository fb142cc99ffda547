import { expect, test } from 'bun:test';
import type { DeviceId } from '@eagre/protocol';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { moderationCodec, type Person, type Terms, termOf } from './moderation-record.ts';
import { type Notice, notices } from './notices.ts';
import type { RoomRules } from './room-rules.ts';
import { settingsCodec } from './room-settings.ts';
import { user } from './test/station.ts';

const now = 1000;
const fresh: RoomRules = {
  settings: settingsCodec(() => 0).initial(),
  moderation: moderationCodec.initial(),
};

function withTerms(muted: Terms, banned: Terms = new Map()): RoomRules {
  return { ...fresh, moderation: { muted, banned } };
}

test('what concerns everybody is for everybody', () => {
  const after = { ...fresh, settings: { ...fresh.settings, mutedAll: true, slowMs: 500 } };
  expect(notices(fresh, after, now)).toEqual([
    { push: { state: 'muted_all' } },
    { push: { state: 'slow', slowMs: 500 } },
  ]);
  expect(notices(after, fresh, now)).toEqual([
    { push: { state: 'unmuted_all' } },
    { push: { state: 'slow', slowMs: 0 } },
  ]);
  expect(notices(after, after, now)).toEqual([]);
});

test('mutes and bans are for the user or device', () => {
  const after = withTerms(new Map([['ann', 2000]]), new Map([['bob/phone', 0]]));
  expect(notices(fresh, after, now)).toEqual([
    { user: user('bob'), device: 'phone' as DeviceId, push: { state: 'banned', until: 0 } },
    { user: user('ann'), push: { state: 'muted', until: 2000 } },
  ]);
  expect(notices(after, fresh, now)).toEqual([{ user: user('ann'), push: { state: 'unmuted' } }]);
});

test('what had ended by itself is no news', () => {
  const ended = withTerms(new Map([['ann', now]]), new Map([['bob', now]]));
  expect(notices(ended, fresh, now)).toEqual([]);
  expect(notices(fresh, ended, now)).toEqual([]);
});

test('whoever hears the notices in order knows how it stands', () =>
  withSeed((random) => {
    for (let round = 0; round < 500; round += 1) {
      let rules = fresh;
      const people = ['ann', 'bob'].flatMap((name) =>
        ['phone', 'pad'].map((device) => ({ user: user(name), device: device as DeviceId })),
      );
      const told = new Map<Person, number | undefined>();
      for (let step = 0; step < 8; step += 1) {
        const after = withTerms(randomTerms(random));
        for (const notice of notices(rules, after, now)) hear(told, people, notice);
        rules = after;
        for (const person of people) {
          const until = termOf(rules.moderation.muted, person, now);
          expect([person, told.get(person)]).toEqual([person, until]);
        }
      }
    }
  }));

function randomTerms(random: SeededRandom): Terms {
  const targets = ['ann', 'bob', 'ann/phone', 'ann/pad', 'bob/pad'];
  return new Map(
    targets.flatMap((target) =>
      random.chance(0.5) ? [[target, random.pick([0, now, now + 1, now + 9])] as const] : [],
    ),
  );
}

function hear(told: Map<Person, number | undefined>, people: readonly Person[], notice: Notice) {
  for (const person of people) {
    if (notice.user !== person.user) continue;
    if (notice.device !== undefined && notice.device !== person.device) continue;
    told.set(person, notice.push.state === 'muted' ? notice.push.until : undefined);
  }
}
