import { afterAll, expect, test } from 'bun:test';
import { type Operation, operationsOf } from '../support/operations.ts';
import { type Answer, type CallOptions, TestNode } from '../support/test-node.ts';
import { badInputs, badPaths } from './bad-input-cases.ts';

const node = await TestNode.start();
afterAll(() => node.stop());
await node.ok('POST', '/v1/groups', { group: 'group:g', members: ['ann', 'bob'] });

const operations = operationsOf(await node.ok('GET', '/v1/openapi.json'));
const withBody = operations.filter((operation) => operation.bodyFields !== undefined);

function pathOf(operation: Operation, change: Record<string, string> = {}): string {
  const values = { ...badInputs[operation.name]?.path, ...change };
  return operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ''));
}

function call(operation: Operation, options: CallOptions, path = pathOf(operation)) {
  const good = badInputs[operation.name]?.body;
  const body = options.body ?? good;
  return node.call(operation.method, path, { ...options, ...(body && { body }) });
}

function expectError(answer: Answer, status: number, error: object): void {
  expect({ status: answer.status, error: answer.body['error'] }).toMatchObject({ status, error });
}

interface ToldError {
  code: string;
  message: string;
  field: string;
}

/** The field is named both for programs and in the message. */
function expectInvalid(answer: Answer, field: string, message: string): void {
  expectError(answer, 400, { code: 'invalid_argument', temporary: false });
  const error = answer.body['error'] as ToldError;
  expect(error.field.split('.')[0]).toBe(field);
  expect(error.message).toContain(field);
  expect(error.message).toContain(message);
}

test('every operation and each of its fields has cases', () => {
  const documented = operations.map(({ name, bodyFields, queryFields }) => ({
    name,
    bodyFields: bodyFields?.toSorted() ?? [],
    queryFields: queryFields.toSorted(),
  }));
  const covered = operations.map(({ name }) => ({
    name,
    bodyFields: Object.keys(badInputs[name]?.bodyFields ?? {}).toSorted(),
    queryFields: Object.keys(badInputs[name]?.queryFields ?? {}).toSorted(),
  }));
  expect(covered).toEqual(documented);
  expect(Object.keys(badInputs).toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
});

for (const operation of operations) {
  const { name, path } = operation;
  const { bodyFields = {}, queryFields = {}, body } = badInputs[name] ?? { path: {} };

  for (const [field, values] of Object.entries(bodyFields)) {
    test(`${name} refuses a bad ${field} in the body`, async () => {
      for (const [value, message] of values) {
        const answer = await call(operation, { body: { ...body, [field]: value } });
        // A broadcast checks the message itself for each conversation.
        const result = (answer.body['results'] as { error?: unknown }[] | undefined)?.[0];
        if (result?.error === undefined) expectInvalid(answer, field, message);
        else
          expectInvalid({ ...answer, status: 400, body: { error: result.error } }, field, message);
      }
    });
  }

  for (const [field, values] of Object.entries(queryFields)) {
    test(`${name} refuses a bad ${field} in the query`, async () => {
      for (const [value, message] of values) {
        const query = new URLSearchParams({ [field]: String(value) });
        expectInvalid(await call(operation, {}, `${pathOf(operation)}?${query}`), field, message);
      }
    });
  }

  for (const [, parameter = ''] of path.matchAll(/\{(\w+)\}/g)) {
    test(`${name} refuses a bad ${parameter} in the path`, async () => {
      const [value = '', message = ''] = badPaths[parameter] ?? [];
      const answer = await call(operation, {}, pathOf(operation, { [parameter]: String(value) }));
      expectInvalid(answer, parameter, message);
    });
  }
}

for (const operation of operations.filter(({ needsKey }) => needsKey)) {
  test(`${operation.name} asks for a key`, async () => {
    const unauthenticated = { code: 'unauthenticated', field: 'authorization' };
    const keys = [undefined, 'Bearer', 'Bearer nonsense', `Basic ${node.node.devKeys?.apiKey}`];
    for (const authorization of keys) {
      const answer = await call(operation, { headers: { authorization } });
      expectError(answer, 401, unauthenticated);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });
}

for (const operation of withBody) {
  test(`${operation.name} refuses what is no JSON object`, async () => {
    const malformed = { code: 'malformed', field: 'body', message: 'body is not valid JSON' };
    expectError(await call(operation, { body: '{"user":' }), 400, malformed);
    for (const body of ['[]', '7', 'null', '"text"']) {
      expectInvalid(await call(operation, { body }), 'body', 'expected object');
    }
  });

  test(`${operation.name} refuses another content type`, async () => {
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', undefined]) {
      const answer = await call(operation, { body: '{}', headers: { 'content-type': type } });
      expectError(answer, 415, { code: 'malformed', field: 'content-type' });
    }
  });

  test(`${operation.name} refuses a field it does not know`, async () => {
    const body = { ...badInputs[operation.name]?.body, surprise: 1 };
    expectInvalid(await call(operation, { body }), 'surprise', 'is not an argument');
  });

  test(`${operation.name} refuses a body past the limit`, async () => {
    const error = { code: 'too_large', field: 'body', message: 'body: at most 262144 bytes' };
    expectError(await call(operation, { body: `"${'x'.repeat(262_144)}"` }), 413, error);
  });
}

test('a path that is none, and a method that is none, in the same shape', async () => {
  for (const path of ['/', '/v1', '/v1/nothing', '/v1/groups/group:g/nothing']) {
    const answer = await node.call('GET', path);
    expectError(answer, 404, {
      code: 'unknown_command',
      message: `no route ${path}; see /v1/docs`,
    });
  }
  const answer = await node.call('PUT', '/v1/groups', { body: {} });
  expectError(answer, 405, { message: 'PUT is not possible on /v1/groups; use POST' });
  expect(answer.headers.get('allow')).toBe('POST');
});
