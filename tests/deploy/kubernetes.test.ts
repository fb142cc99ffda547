import { describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@eagre/testkit';
import { typeErrors } from '../docs/type-check.ts';
import { at, type Document, yamlOf } from './documents.ts';
import { checkSettings, unknownVariables } from './server-settings.ts';

const files = ['eagre', 'nats', 'postgres'].map((name) => `deploy/kubernetes/${name}.yaml`);
const all = files.flatMap((file) => yamlOf(file));

/** Where the type of a kind lies in the package of types. */
const groupOf: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'policy/v1': 'policy/v1',
};

const find = (kind: string, name: string): Document => {
  const found = all.find((one) => one['kind'] === kind && at(one, 'metadata', 'name') === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
};

/** The compiler knows the API: it refuses fields that no kind has, and values of another type. */
function complaints(documents: readonly Document[]): string {
  const lines = documents.map((one, i) => {
    const kind = String(one['kind']);
    const group = groupOf[String(one['apiVersion'])];
    if (group === undefined) return `export const unknown${i}: never = '${one['apiVersion']}';`;
    const type = `import('kubernetes-types/${group}').${kind}`;
    return `export const document${i}: ${type} = ${JSON.stringify(one, null, 1)};`;
  });
  return typeErrors('kubernetes', { 'manifests.ts': `${lines.join('\n')}\n` });
}

test('manifests are what the API takes', () => {
  expect(complaints(all)).toBe('');
}, 60_000);

test('a wrong field, a wrong type and an unknown kind are found', () => {
  const set = structuredClone(find('StatefulSet', 'eagre')) as never as {
    spec: Record<string, unknown>;
  };
  set.spec['replica'] = 3;
  expect(complaints([set as never])).toContain('replica');
  const service = { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: '80' }] } };
  expect(complaints([service])).toContain('manifests.ts');
  expect(complaints([{ apiVersion: 'v9', kind: 'Service' }])).toContain('manifests.ts');
}, 60_000);

describe('names lead somewhere', () => {
  const sets = all.filter(({ kind }) => kind === 'StatefulSet');
  const podOf = (set: Document) => at(set, 'spec', 'template', 'spec') as Document;
  const container = (set: Document) => at(podOf(set), 'containers', 0) as Document;

  test('services and budgets select pods, and their ports have names there', () => {
    const labels = sets.map((set) => at(set, 'spec', 'template', 'metadata', 'labels'));
    for (const set of sets) {
      expect(labels).toContainEqual(at(set, 'spec', 'selector', 'matchLabels'));
      find('Service', String(at(set, 'spec', 'serviceName')));
    }
    for (const service of all.filter(({ kind }) => kind === 'Service')) {
      const selector = at(service, 'spec', 'selector');
      const index = labels.findIndex((one) => Bun.deepEquals(one, selector));
      expect(index).toBeGreaterThanOrEqual(0);
      const names = (at(container(sets[index] as Document), 'ports') as Document[]).map(
        ({ name }) => name,
      );
      for (const port of at(service, 'spec', 'ports') as Document[]) {
        expect(names).toContain(port['targetPort']);
      }
    }
  });

  test('configuration and secrets that pods use are there', () => {
    for (const set of sets) {
      for (const from of (at(container(set), 'envFrom') ?? []) as Document[]) {
        const map = at(from, 'configMapRef', 'name');
        if (map !== undefined) find('ConfigMap', String(map));
        else find('Secret', String(at(from, 'secretRef', 'name')));
      }
      for (const volume of (at(podOf(set), 'volumes') ?? []) as Document[]) {
        const secret = at(volume, 'secret', 'secretName');
        if (secret !== undefined) find('Secret', String(secret));
      }
    }
  });
});

test('a node starts with these settings', () => {
  using directory = tempDir();
  const given = at(find('ConfigMap', 'eagre'), 'data') as Record<string, string>;
  const secret = at(find('Secret', 'eagre'), 'stringData') as Record<string, string>;
  const { 'eagre.json': file = '', ...variables } = secret;
  const path = join(directory.path, 'eagre.json');
  writeFileSync(path, file);
  const environment = { ...given, ...variables, EAGRE_NODE: 'eagre-0' };
  expect(unknownVariables(Object.keys(environment))).toEqual([]);
  expect(() => checkSettings(path, environment)).not.toThrow();
});

test('pods have the time that a drain takes', () => {
  const given = at(find('ConfigMap', 'eagre'), 'data') as Record<string, string>;
  const drainMs = Number(given['EAGRE_DRAIN_DELAY_MS']) + Number(given['EAGRE_DRAIN_MS']);
  const grace = at(find('StatefulSet', 'eagre'), 'spec', 'template', 'spec');
  expect(Number(at(grace, 'terminationGracePeriodSeconds')) * 1000).toBeGreaterThan(drainMs);
});
