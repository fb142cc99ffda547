import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { ClusterHub } from '../bus/test/cluster-hub.ts';
import { type ConversationKey, conversationKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { type Timeline, TimelineError } from '../timeline/timeline.ts';
import { openMemoryTimeline } from '../timeline/timeline-memory.ts';
import { type ConversationServices, createConversationServices } from './services.ts';
import { app, backend, by, group, refusal, user } from './test/station.ts';

const key = conversationKey(app, group());
const text = { conversation: group(), kind: 'text' as const, body: { text: 'hello' } };

/** Two nodes over one store, and a group of ann's and bob's that both have in memory. */
async function twoNodes() {
  const hub = new ClusterHub();
  const clock = new FakeClock();
  const store = openMemoryTimeline({ clock });
  const reads: ConversationKey[] = [];
  let isAway = false;
  const timeline: Timeline = {
    ...store,
    conversation: async (one) => {
      reads.push(one);
      if (isAway) throw new TimelineError('unavailable', 'away');
      return store.conversation(one);
    },
  };
  const node = (name: string): ConversationServices => {
    const bus = hub.at(name);
    const report = () => {};
    return createConversationServices({
      ...{ timeline, bus, clock, limits, report, cluster: { bus, node: name } },
    });
  };
  const [here, there] = [node('here'), node('there')];
  await here.groups.create(backend, group(), {
    members: [user('ann'), user('bob')],
    open: false,
  });
  await clock.advance(limits.conversationNewsMs);
  for (const services of [here, there]) await services.cache.get(key);
  reads.length = 0;
  const away = (on: boolean) => {
    isAway = on;
  };
  return { hub, clock, here, there, reads, away };
}

const join = (services: ConversationServices, name: string) =>
  services.groupMembers.invite(backend, group(), [user(name)]);

test('other nodes forget what was changed here', async () => {
  const { clock, here, there } = await twoNodes();
  await join(here, 'cid');
  await clock.advance(limits.conversationNewsMs);
  expect(there.cache.peek(key)).toBeUndefined();
  expect(here.cache.peek(key)?.members.size).toBe(3);
});

test('a storm of changes is few messages', async () => {
  const { hub, clock, here } = await twoNodes();
  let messages = 0;
  hub.loses = () => {
    messages += 1;
    return false;
  };
  for (const name of ['cid', 'dan', 'eve', 'fay']) await join(here, name);
  await clock.advance(1000);
  expect(messages).toBe(1);
});

test('who has just joined may act on a node that has not heard of it yet', async () => {
  const { hub, here, there } = await twoNodes();
  hub.loses = () => true;
  await join(here, 'cid');
  const cid = by('cid');
  await there.reads.mark(cid, group(), 1);
  expect(await there.groups.info(cid, group())).toMatchObject({ members: 3 });
  await join(here, 'dan');
  expect(await there.sender.send(by('dan'), text)).toMatchObject({ syncId: 4 });
});

test('who is a stranger is refused, at one read of the store each time', async () => {
  const { there, reads } = await twoNodes();
  expect(await refusal(there.sender.send(by('eve'), text))).toMatchObject({ code: 'not_member' });
  expect(await refusal(there.groups.info(by('eve'), group()))).toMatchObject({
    code: 'not_member',
  });
  expect(reads).toHaveLength(2);
});

test('who was removed elsewhere cannot send, whatever this node remembers', async () => {
  const { hub, here, there } = await twoNodes();
  hub.loses = () => true;
  await here.groupMembers.remove(backend, group(), [user('bob')]);
  expect(there.cache.peek(key)?.members.has(user('bob'))).toBe(true);
  expect(await refusal(there.sender.send(by('bob'), text))).toMatchObject({ code: 'not_member' });
});

test('lost news are made up for after a while, sooner while the bus is away', async () => {
  const { hub, clock, here, there, reads } = await twoNodes();
  hub.loses = () => true;
  await join(here, 'cid');
  await clock.advance(limits.conversationTrustMs - 10);
  expect((await there.cache.get(key))?.members.size).toBe(2);
  expect(reads).toEqual([]);
  await clock.advance(10);
  expect((await there.cache.get(key))?.members.size).toBe(3);
  hub.cut('there');
  await join(here, 'dan');
  await clock.advance(limits.conversationDoubtMs);
  expect((await there.cache.get(key))?.members.size).toBe(4);
});

test('when the bus is back nothing that was remembered counts', async () => {
  const { hub, clock, here, there } = await twoNodes();
  hub.cut('there');
  await join(here, 'cid');
  await clock.advance(limits.conversationNewsMs);
  expect(there.cache.peek(key)?.members.size).toBe(2);
  hub.heal('there');
  expect((await there.cache.get(key))?.members.size).toBe(3);
});

test('what is compared and has not changed is not read again; an absent store refuses nobody for good', async () => {
  const { clock, there, reads, away } = await twoNodes();
  const before = await there.cache.get(key);
  await clock.advance(limits.conversationTrustMs);
  expect(await there.cache.get(key)).toBe(before as never);
  expect(reads).toEqual([key]);
  expect(await there.cache.get(key)).toBe(before as never);
  expect(reads).toHaveLength(1);
  away(true);
  await clock.advance(limits.conversationTrustMs);
  expect(await there.cache.get(key)).toBe(before as never);
  // She may have been let in elsewhere a moment ago: nobody can tell now.
  const asked = there.groups.info(by('eve'), group());
  expect(await asked.catch((error: unknown) => error)).toBeInstanceOf(TimelineError);
});

test('a node that stops tells what it has not told yet, and leaves no timer', async () => {
  const { clock, here, there } = await twoNodes();
  await join(here, 'cid');
  here.close();
  expect(there.cache.peek(key)).toBeUndefined();
  await there.cache.get(key);
  // A commit that was under way.
  await join(here, 'dan');
  expect(there.cache.peek(key)).toBeUndefined();
  there.close();
  expect(clock.pendingTimers).toBe(0);
});
