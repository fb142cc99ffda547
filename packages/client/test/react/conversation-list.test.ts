import { beforeEach, describe, expect, test } from 'bun:test';
import type { ConversationSummary } from '@eagre/protocol';
import { ConversationList, type ListChange } from '../../src/react/conversation-list.ts';

let list: ConversationList;
beforeEach(() => {
  list = new ConversationList('ann');
});

function summary(id: string, more: Partial<ConversationSummary> = {}): ConversationSummary {
  const { head = 3, read = 3 } = more;
  return {
    ...{ conversation: `group:${id}` as never, mode: 'read', priority: 'normal', muted: false },
    ...{ epoch: 1, head, read, unread: head - read, ...more },
  };
}

function message(id: string, syncId: number, from = 'bob', epoch = 1): ListChange {
  const place = { conversation: `group:${id}` as never, epoch, syncId };
  const said = { from: from as never, at: 100 * epoch + syncId, kind: 'text', body: {} };
  return { type: 'entry', entry: { type: 'message', ...place, ...said } };
}

const counts = () => list.items().map(({ id, head, read, unread }) => [id, head, read, unread]);

describe('a list of conversations', () => {
  test('an answer that is older than what arrived takes nothing back', () => {
    list.replace([summary('one'), summary('two')]);
    list.apply(message('one', 4));
    list.apply(message('two', 4));
    list.apply({ type: 'read', conversation: 'group:two', syncId: 4 });
    list.replace([summary('one'), summary('two', { read: 1 })]);
    expect(counts()).toEqual([
      ['group:one', 4, 3, 1],
      ['group:two', 4, 4, 0],
    ]);
    expect(list.items()[0]?.last).toMatchObject({ type: 'message', at: 104 });
  });

  test('an entry that came before the list was made changes nothing; of an older log neither', () => {
    list.replace([summary('one', { epoch: 2 })]);
    list.apply(message('one', 3, 'bob', 2));
    list.apply(message('one', 9, 'bob', 1));
    expect(counts()).toEqual([['group:one', 3, 3, 0]]);
    list.apply(message('one', 1, 'bob', 3));
    expect(counts()).toEqual([['group:one', 1, 0, 1]]);
  });

  test('a watermark may be told before the entries that it stands for', () => {
    list.replace([summary('one')]);
    list.apply({ type: 'read', conversation: 'group:one', syncId: 5 });
    expect(counts()).toEqual([['group:one', 3, 3, 0]]);
    for (const syncId of [4, 5, 6]) list.apply(message('one', syncId));
    expect(counts()).toEqual([['group:one', 6, 5, 1]]);
  });

  test('one without entries keeps its place in the list', () => {
    const at = (time: number) => ({ last: { type: 'message', at: time } as never });
    list.replace([
      summary('new', at(9)),
      summary('empty', { head: 0, read: 0 }),
      summary('old', at(5)),
    ]);
    expect(list.items().map(({ id }) => id)).toEqual(['group:new', 'group:empty', 'group:old']);
  });

  test('a new name, a new mode and a mute are shown; what only the server knows is asked for', () => {
    list.replace([summary('one')]);
    const place = { conversation: 'group:one' as never, epoch: 1, syncId: 4, at: 104 };
    const info = { ...place, type: 'conversation', change: 'info', by: 'bob' as never } as const;
    expect(list.apply({ type: 'entry', entry: { ...info, name: 'Team' } })).toBe(false);
    const about = { ...place, type: 'conversation' } as const;
    const mode = { ...about, change: 'mode', mode: 'write', priority: 'high' } as const;
    expect(list.apply({ type: 'about', event: mode })).toBe(false);
    expect(list.items()[0]).toMatchObject({
      ...{ name: 'Team', mode: 'write', priority: 'high', head: 4, unread: 1 },
      last: { type: 'info', name: 'Team' },
    });
    expect(
      list.apply({ type: 'about', event: { ...about, change: 'settings', muted: true } }),
    ).toBe(true);
    expect(list.items()[0]?.muted).toBe(true);
    expect(list.apply(message('unknown', 1))).toBe(true);
  });
});
