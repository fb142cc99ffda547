import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import { conversationKey } from '../../keys.ts';
import {
  app,
  conversation,
  entry,
  group,
  inboxOf,
  keyOfUser,
  member,
  type OpenStore,
  other,
  Subject,
} from './subject-conformance.ts';

/** More than a store reads together. */
const names = Array.from({ length: 130 }, (_, i) => `u${i}`);

/** What devices ask for that connect at the same time: a store may read for many of them together. */
export function stormConformance(open: OpenStore): void {
  test('many who ask at once get what is theirs', async () => {
    await using store = await Subject.open(open);
    const known = names.filter((_, i) => i % 3 > 0);
    const records = known.map((name, i) => ({
      app,
      user: name as UserId,
      name: `"${name}" \\ 界`,
      disabled: i % 2 === 0,
      createdAt: i,
    }));
    await store.write(...records.map((record) => ({ write: 'user', record }) as const));
    await store.write(conversation('lobby'), conversation('other'));
    const groupsOf = (name: string) => (name.endsWith('1') ? [group, other] : [group]);
    await store.write(
      ...known.flatMap((name) => groupsOf(name).map((key) => member(name as UserId, key))),
    );
    for (const [i, name] of known.entries()) {
      await store.append(inboxOf(name), ...Array.from({ length: 1 + (i % 3) }, (_, n) => entry(n)));
    }
    await store.reopen();

    const { timeline } = store;
    const seen = await Promise.all(
      names.map(async (name) => {
        const queue = inboxOf(name);
        const [user, memberships, [head], [range]] = await Promise.all([
          timeline.user(keyOfUser(name)),
          timeline.memberships(keyOfUser(name)),
          timeline.heads([queue]),
          timeline.ranges([{ queue, after: 1, limit: 100, bytes: 10_000 }]),
        ]);
        return {
          user,
          groups: memberships.map(({ conversation: { app, conversation } }) =>
            conversationKey(app, conversation),
          ),
          members: memberships.map(({ member }) => String(member.user)),
          head: head?.head,
          entries: range?.entries,
        };
      }),
    );

    const place = new Map(known.map((name, i) => [name, i]));
    const expected = names.map((name) => {
      const i = place.get(name);
      if (i === undefined)
        return { user: undefined, groups: [], members: [], head: 0, entries: [] };
      return {
        user: records[i],
        groups: groupsOf(name),
        members: groupsOf(name).map(() => name),
        head: 1 + (i % 3),
        entries: Array.from({ length: i % 3 }, (_, n) => entry(n + 1)),
      };
    });
    expect(seen).toEqual(expected as typeof seen);
  });
}
