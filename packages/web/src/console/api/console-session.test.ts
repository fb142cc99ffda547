import { expect, test } from 'bun:test';
import { FakeServer, refusal, session } from '../../../test/console/fake-server.ts';

test.each([
  ['the cookie holds', () => Response.json(session('s')), 'signedIn'],
  ['there is no cookie', () => refusal(401, 'unauthenticated'), 'signedOut'],
  ['the console is off', () => refusal(404), 'off'],
  ['the server is in trouble', () => refusal(503, 'unavailable'), 'failed'],
])('when %s at the start', async (_, answer, kind) => {
  const server = new FakeServer();
  expect(server.session.getState().kind).toBe('loading');
  server.answer = answer;
  await server.session.check();
  expect(server.session.getState()).toMatchObject({ kind });
});

test('a login signs in, a wrong key does not and is told', async () => {
  const server = new FakeServer();
  server.answer = () => refusal(401, 'unauthenticated');
  await server.session.check();
  await expect(server.session.login('ops', 'wrong')).rejects.toMatchObject({ status: 401 });
  expect(server.session.getState()).toEqual({ kind: 'signedOut', ended: false });

  server.answer = () => Response.json(session('s'));
  await server.session.login('ops', 'right');
  expect(server.asked.at(-1)).toMatchObject({
    method: 'POST',
    url: '/console/api/login',
    body: { name: 'ops', key: 'right' },
  });
  expect(server.session.current?.csrf).toBe('s');
});

test('those who look are told of each change, until they leave', async () => {
  const server = new FakeServer();
  let told = 0;
  const leave = server.session.subscribe(() => {
    told += 1;
  });
  await server.signedIn();
  expect(told).toBe(1);
  leave();
  await server.signedIn();
  expect(told).toBe(1);
});

test('a logout brings the secret; one that fails leaves one signed in', async () => {
  const server = await new FakeServer().signedIn('s');
  server.answer = () => refusal(503, 'unavailable');
  await expect(server.session.logout()).rejects.toMatchObject({ status: 503 });
  expect(server.session.current).toBeDefined();

  server.answer = () => Response.json({});
  await server.session.logout();
  expect(server.asked.at(-1)?.headers['x-eagre-csrf']).toBe('s');
  expect(server.session.getState()).toEqual({ kind: 'signedOut', ended: false });
});

test('a logout of a session that is over anyway is one', async () => {
  const server = await new FakeServer().signedIn();
  server.answer = () => refusal(401, 'unauthenticated');
  await server.session.logout();
  expect(server.session.getState()).toEqual({ kind: 'signedOut', ended: false });
});

test('a server that is away for a moment does not sign anybody out', async () => {
  const server = await new FakeServer().signedIn();
  server.answer = () => Promise.reject(new TypeError('Failed to fetch'));
  await server.session.check();
  expect(server.session.current).toBeDefined();
});
