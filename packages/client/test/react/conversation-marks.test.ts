import { afterEach, beforeEach, expect, type Mock, spyOn, test } from 'bun:test';
import type { ReadsAnswer } from '@eagre/protocol';
import { Conversation } from '../../src/conversation.ts';
import { EagreError } from '../../src/errors.ts';
import type { ClientOptions } from '../../src/options.ts';
import type { ConversationStore } from '../../src/react/conversation-store.ts';
import type { ModelConversation } from '../model/model-state.ts';
import { ViewWorld } from './support/view-world.ts';

const id = 'direct:ann:bob';
let world: ViewWorld;
let direct: ModelConversation;
/** Each question that views ask. */
let asked: Mock<Conversation['readMarks']>;
beforeEach(() => {
  world = new ViewWorld();
  direct = world.server.state.conversation(id) as ModelConversation;
  for (const text of ['one', 'two', 'three']) world.say(direct, 'ann', text);
  asked = spyOn(Conversation.prototype, 'readMarks');
});
afterEach(async () => {
  asked.mockRestore();
  expect(await world.close()).toBe(0);
});

/** What Ann looks at. */
async function open(conversation = id, given: Partial<ClientOptions> = {}) {
  const { stores } = await world.viewer('ann', given);
  const store = stores.conversations.acquire(conversation);
  return { store, close: () => stores.conversations.release(conversation) };
}
/** Stored, and told to nobody. */
const hasRead = (user: string, syncId: number) => world.server.reads.set(`${user} ${id}`, syncId);
const readsOf = ({ snapshot }: ConversationStore) => snapshot.reads;

test('what was read before one looked is known with one question, and goes on live', async () => {
  hasRead('bob', 2);
  hasRead('ann', 3);
  const { store, close } = await open();
  await world.pass();
  expect(readsOf(store)).toEqual({ ann: 3, bob: 2 });
  const bob = await world.client('bob');
  await world.settle(bob.conversation(id).markRead(3));
  await world.pass();
  expect(readsOf(store)).toEqual({ ann: 3, bob: 3 });
  expect(asked).toHaveBeenCalledTimes(1);
  close();
});

test('an answer from before a mark moved takes nothing back', async () => {
  let answer: (answer: ReadsAnswer) => void = () => {};
  asked.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const { store, close } = await open();
  const bob = await world.client('bob');
  await world.settle(bob.conversation(id).markRead(3));
  answer({ reads: [{ user: 'bob' as never, syncId: 1 }], more: false });
  await world.pass();
  expect(readsOf(store)).toEqual({ bob: 3 });
  close();
});

test('each connection asks once, and who does not look asks nothing', async () => {
  const { store, close } = await open();
  await world.pass();
  expect(readsOf(store)).toEqual({});
  world.network.cutAll();
  hasRead('bob', 3);
  await world.pass(1_000);
  expect([readsOf(store), asked.mock.calls.length]).toEqual([{ bob: 3 }, 2]);
  close();
  await world.pass(5_000);
  world.network.cutAll();
  await world.pass(1_000);
  expect(asked).toHaveBeenCalledTimes(2);
});

test('who looks while there is no connection asks the next one, once', async () => {
  hasRead('bob', 3);
  const { stores, client } = await world.viewer('ann');
  world.network.cutAll();
  await world.pass(5);
  expect(client.state).not.toBe('online');
  const store = stores.conversations.acquire(id);
  await world.pass(1_000);
  expect([readsOf(store), asked.mock.calls.length]).toEqual([{ bob: 3 }, 1]);
  stores.conversations.release(id);
});

test('a question that fails for now is asked again', async () => {
  hasRead('bob', 3);
  asked.mockImplementationOnce(() => Promise.reject(failure('overloaded', true)));
  const { store, close } = await open();
  await world.pass(2_000);
  expect([readsOf(store), asked.mock.calls.length]).toEqual([{ bob: 3 }, 2]);
  close();
});

test('a question that fails again and again ends with the last who looks', async () => {
  asked.mockImplementation(() => Promise.reject(failure('overloaded', true)));
  const { close } = await open();
  await world.pass(20_000);
  close();
  await world.pass(5_000);
  const before = asked.mock.calls.length;
  expect(before).toBeGreaterThan(2);
  await world.pass(60_000);
  expect(asked).toHaveBeenCalledTimes(before);
});

test('a server that does not know the question is not asked again', async () => {
  let refuse: (error: EagreError) => void = () => {};
  asked.mockImplementation(() => new Promise((_, reject) => (refuse = reject)));
  const { store, close } = await open();
  await world.pass();
  refuse(failure('unknown_command', false));
  await world.pass(60_000);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(store.snapshot).toMatchObject({ status: 'ready', error: undefined, reads: {} });
  close();
});

test('of a group nobody asks: it would be old at once', async () => {
  world.group('team', ['ann', 'bob']);
  const { store, close } = await open('group:team');
  await world.pass();
  expect([store.snapshot.status, asked.mock.calls.length]).toEqual(['ready', 0]);
  close();
});

test.each([
  ['an entry', () => world.say(direct, 'bob', 'four')],
  ['a page', () => world.network.cutAll()],
])('a log that was put back from a backup has its own marks: told by %s', async (_, tell) => {
  // Of the user queue the device has just one entry, of another conversation.
  world.say(world.group('team', ['ann'], 'write'), 'ann', 'elsewhere');
  hasRead('bob', 3);
  const { store, close } = await open(id, { recent: 1 });
  await world.pass();
  expect(readsOf(store)).toEqual({ bob: 3 });
  world.server.state.restore(4);
  hasRead('bob', 1);
  tell();
  await world.pass(1_000);
  expect(readsOf(store)).toEqual({ bob: 1 });
  close();
});

test('an application asks by itself, of groups too', async () => {
  const team = world.group('team', ['ann', 'bob', 'cat']);
  for (let n = 0; n < 5; n += 1) world.say(team, 'ann', `m${n}`);
  world.server.reads.set('bob group:team', 6);
  const ann = await world.client('ann');
  const { reads, more } = await world.settle(ann.group('team').readMarks({ limit: 2 }));
  expect(reads.map(({ user, syncId }) => `${user} ${syncId}`)).toEqual(['bob 6', 'cat 3']);
  expect(more).toBe(true);
  const dan = await world.client('dan');
  expect(await world.codeOf(dan.group('team').readMarks())).toBe('not_member');
});

function failure(code: 'overloaded' | 'unknown_command', temporary: boolean): EagreError {
  return new EagreError(code, code, { temporary });
}
