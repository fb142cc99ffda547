import type { SourceFile } from './source-file.ts';

export interface Import {
  readonly specifier: string;
  readonly offset: number;
  /** Gone after compilation: `import type` and `export type`. */
  readonly typeOnly: boolean;
}

const importPattern =
  /\b(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** Every static or dynamic import and every re-export of a file, types included. */
export function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(importPattern)]
    .filter((match) => /^(?:import|export)/.test(file.code.slice(match.index)))
    .map((match) => ({
      specifier: match[1] ?? match[2] ?? '',
      offset: match.index,
      typeOnly: /^(?:import|export)\s+type\b/.test(match[0]),
    }));
}

/** The path from the root that a relative specifier names, undefined for a package. */
export function resolveRelative(fromPath: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const parts = fromPath.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
