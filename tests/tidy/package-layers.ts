import { importsOf, resolveRelative } from './imports.ts';
import { type FileRule, isTest, lineOf } from './source-file.ts';

/** Which of our packages each package may import. Bench, examples and tests may import any. */
const mayImport: Record<string, readonly string[]> = {
  protocol: [],
  client: ['protocol'],
  server: ['protocol'],
  testkit: ['protocol'],
  swarm: ['protocol', 'testkit'],
  web: ['protocol', 'client'],
};

/** … and with `import type` besides: what two sides of a wire agree on. */
const mayImportTypes: Record<string, readonly string[]> = {
  web: ['@eagre/server/console'],
};

export const importsBetweenPackagesPointDown: FileRule = (file) => {
  const own = packageOf(file.path);
  if (own === undefined) return [];
  const allowed = mayImport[own];
  if (allowed === undefined) {
    return [`${file.path} lies in a package without a row in tests/tidy/package-layers.ts`];
  }
  return importsOf(file).flatMap(({ specifier, offset, typeOnly }) => {
    const where = `${file.path}:${lineOf(file.text, offset)}`;
    const relative = resolveRelative(file.path, specifier);
    if (relative !== undefined) {
      if (relative.startsWith(`packages/${own}/`)) return [];
      return [`${where} leaves its package by a path ("${specifier}"); import it by its name`];
    }
    const target = /^@eagre\/([\w-]+)/.exec(specifier)?.[1];
    if (target === undefined || allowed.includes(target)) return [];
    // A package may import itself by name; its tests may use the test kit.
    if (target === own || (target === 'testkit' && isTest(file.path))) return [];
    if (typeOnly && mayImportTypes[own]?.includes(specifier)) return [];
    return [`${where} imports ${specifier}; ${own} may import ${listOf(allowed)} of ours only`];
  });
};

function packageOf(path: string): string | undefined {
  return /^packages\/([\w-]+)\//.exec(path)?.[1];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
