import { expect, test } from 'bun:test';
import { bodySchemas, priority, requestSchemas } from '@eagre/protocol';
import { z } from 'zod';
import { protocolVersion, schemaHash } from '../src/version.ts';

/** SHA-256 of all schemas as JSON Schema, each by its name. */
async function hashOfSchemas(): Promise<string> {
  const schemas = { ...requestSchemas, ...bodySchemas, priority };
  const texts = Object.entries(schemas).map(([name, schema]) => {
    const json = z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' });
    return `${name} ${JSON.stringify(json)}`;
  });
  const bytes = new TextEncoder().encode(texts.sort().join('\n'));
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
    .toString('hex')
    .slice(0, 16);
}

test('schemas are those of this version of the protocol', async () => {
  const hash = await hashOfSchemas();
  if (hash === schemaHash) return;
  throw new Error(
    `the schemas changed (hash ${hash}): see packages/protocol/src/version.ts, version ${protocolVersion}`,
  );
});

test('the subprotocol names the version', async () => {
  const { subprotocol } = await import('@eagre/protocol');
  expect(subprotocol).toBe(`eagre.v${protocolVersion}.json`);
});
