import { tempDir } from '@eagre/testkit';
import { onExit } from './cleanup.ts';

/** A directory that is gone when the program ends, or when `remove` is called. */
export function benchDirectory(): { path: string; remove: () => Promise<void> } {
  const directory = tempDir();
  return { path: directory.path, remove: onExit(() => directory.remove()) };
}
