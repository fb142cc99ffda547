import { importsOf, resolveRelative } from './imports.ts';
import { type FileRule, isTest, lineOf, type SourceFile, type Violation } from './source-file.ts';

/**
 * Which folders of packages/server/src each folder may import: the one-way street of a message
 * (docs/ARCHITECTURE.md). A new folder gets a row here, and its place in the document.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  auth: [],
  flow: [],
  observability: [],
  pages: [],
  timeline: [],
  bus: [],
  cluster: ['bus'],
  gateway: ['auth', 'observability'],
  fanout: ['bus', 'flow', 'observability'],
  conversation: ['timeline', 'bus', 'flow', 'observability'],
  room: ['timeline', 'bus', 'fanout', 'flow', 'conversation', 'observability'],
  commands: ['auth', 'conversation', 'room', 'flow', 'gateway', 'fanout', 'observability'],
  api: ['auth', 'conversation', 'room', 'flow', 'observability'],
  console: ['api', 'auth', 'flow', 'observability', 'timeline'],
  // Reads and checks everybody's options; only the wiring hands them out.
  config: ['auth', 'flow', 'observability', 'room'],
};

/** What may be imported with `import type` besides: an interface to implement, a value to carry. */
export const mayImportTypes: Readonly<Record<string, readonly string[]>> = {
  // What nodes tell each other is what the timeline committed.
  bus: ['timeline'],
  // … and what the fan-out puts into frames.
  fanout: ['timeline'],
  // A connection is a receiver of the fan-out, which knows nothing else of it, and carries its rate.
  gateway: ['fanout', 'flow'],
};

/** They wire all folders together, start the program, or are the package's edge. */
const wiring = ['node.ts', 'node', 'main.ts', 'index.ts', 'cli'];

const source = 'packages/server/src/';

interface ServerImport {
  readonly target: string;
  readonly where: string;
  readonly typeOnly: boolean;
}

/** Tests may reach across: they set a station up with its real neighbours. */
export const serverFoldersPointDown: FileRule = (file) => {
  if (!file.path.startsWith(source) || isTest(file.path)) return [];
  const inside = file.path.slice(source.length);
  const folder = folderOf(inside);
  if (wiring.includes(folder ?? inside)) return [];
  if (folder === undefined) return sharedFile(file);
  const allowed = mayImport[folder];
  if (allowed === undefined) {
    return [`${file.path} lies in a folder without a row in tests/tidy/server-layers.ts`];
  }
  return serverImports(file).flatMap(({ target, where, typeOnly }) => {
    const targetFolder = folderOf(target);
    if (wiring.includes(targetFolder ?? target)) {
      return [`${where} imports ${target}, which wires everything and is imported by nothing`];
    }
    if (targetFolder === undefined || targetFolder === folder) return [];
    if (allowed.includes(targetFolder)) return [];
    if (typeOnly && mayImportTypes[folder]?.includes(targetFolder)) return [];
    const names = allowed.length === 0 ? 'none' : allowed.join(', ');
    return [
      `${where} imports ${targetFolder}/; of the folders, ${folder}/ may import ${names}. ` +
        'Hand the thing in from node.ts, through an interface in the lower folder',
    ];
  });
};

/** `config.ts`, `limits.ts` and the like: everybody imports them, so they import no folder. */
function sharedFile(file: SourceFile): Violation[] {
  return serverImports(file)
    .filter(({ target }) => folderOf(target) !== undefined || wiring.includes(target))
    .map(({ target, where }) => `${where} is shared by all folders and must not import ${target}`);
}

function serverImports(file: SourceFile): ServerImport[] {
  return importsOf(file).flatMap(({ specifier, offset, typeOnly }) => {
    const resolved = resolveRelative(file.path, specifier);
    if (resolved === undefined || !resolved.startsWith(source)) return [];
    const where = `${file.path}:${lineOf(file.text, offset)}`;
    return [{ target: resolved.slice(source.length), where, typeOnly }];
  });
}

function folderOf(inside: string): string | undefined {
  return inside.includes('/') ? inside.split('/')[0] : undefined;
}
