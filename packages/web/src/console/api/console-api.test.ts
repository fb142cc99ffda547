import { expect, test } from 'bun:test';
import { FakeServer, refusal, session } from '../../../test/console/fake-server.ts';

test('a reading brings no secret, a change does', async () => {
  const server = await new FakeServer().signedIn('s');
  server.answer = () => Response.json({ n: 1 });
  expect(await server.api.get<{ n: number }>('nodes')).toEqual({ n: 1 });
  await server.api.send('PATCH', 'apps/shop/v1/rooms/room:a', { name: 'A' });
  expect(server.asked.map(({ headers }) => headers['x-eagre-csrf'])).toEqual([undefined, 's']);
});

test('a session that ends at work leads to the login', async () => {
  const server = await new FakeServer().signedIn();
  server.answer = () => refusal(401, 'unauthenticated');
  await expect(server.api.get('nodes')).rejects.toMatchObject({ status: 401 });
  expect(server.session.getState()).toEqual({ kind: 'signedOut', ended: true });
});

test('a late refusal of an old session does not end the new one', async () => {
  const server = await new FakeServer().signedIn('old');
  const late = Promise.withResolvers<Response>();
  server.answer = () => late.promise;
  const reading = server.api.get('nodes');
  server.answer = () => Response.json(session('new'));
  await server.session.login('ops', 'right');
  late.resolve(refusal(401, 'unauthenticated'));
  await expect(reading).rejects.toMatchObject({ status: 401 });
  expect(server.session.current?.csrf).toBe('new');
});

test('with a secret that is over, a change is tried once more with the new one', async () => {
  const server = await new FakeServer().signedIn('old');
  server.answer = ({ method, headers }) => {
    if (method === 'GET') return Response.json(session('new'));
    return headers['x-eagre-csrf'] === 'new' ? Response.json({ ok: 1 }) : refusal(403, 'forbidden');
  };
  expect(await server.api.send('POST', 'x', {})).toEqual({ ok: 1 });
  expect(server.asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
});

test('a change that is forbidden with the right secret is not tried again', async () => {
  const server = await new FakeServer().signedIn('s');
  server.answer = ({ method }) =>
    method === 'GET' ? Response.json(session('s')) : refusal(403, 'forbidden');
  await expect(server.api.send('POST', 'x', {})).rejects.toMatchObject({ code: 'forbidden' });
  expect(server.asked.map(({ method }) => method)).toEqual(['POST', 'GET']);
  expect(server.session.current?.csrf).toBe('s');
});

test('what is refused otherwise is not tried again', async () => {
  const server = await new FakeServer().signedIn();
  server.answer = () => refusal(503, 'unavailable');
  await expect(server.api.send('POST', 'x', {})).rejects.toMatchObject({ status: 503 });
  expect(server.asked).toHaveLength(1);
});
