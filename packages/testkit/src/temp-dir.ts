import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempDir extends Disposable {
  readonly path: string;
  remove(): void;
}

/** A fresh directory: `using dir = tempDir();` removes it at the end of the block, also on failure. */
export function tempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), 'eagre-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose]: remove };
}
