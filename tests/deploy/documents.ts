import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));

export function rootPath(path: string): string {
  return `${root}${path}`;
}

export function textOf(path: string): string {
  return readFileSync(rootPath(path), 'utf8');
}

/** A YAML document as a plain object. */
export interface Document {
  readonly [name: string]: unknown;
}

/** Throws with the place of the first thing that is no YAML. */
export function yamlOf(path: string): Document[] {
  return parseAllDocuments(textOf(path), { merge: true }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as Document;
  });
}

/** What a path of names leads to in a document, whatever its type. */
export function at(value: unknown, ...names: readonly (string | number)[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (inner as Record<string | number, unknown> | undefined)?.[name],
    value,
  );
}
