import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSaved } from './local-storage.ts';
import { type OpenPositionStore, SavedState } from './position-store.ts';

/**
 * Positions in a file for each user's device under `directory` (Node, Bun). A save writes a new file,
 * syncs it to disk and renames it over the old one, so a crash leaves the one or the other, whole.
 */
export function filePositions(directory: string): OpenPositionStore {
  return ({ user, device }) => {
    // Names are of a character set that is safe in file names, save for the two that mean folders.
    const path = join(directory, `${user}~${device}.json`);
    let state = new SavedState();
    return {
      async load() {
        state = new SavedState(parseSaved(await readIfThere(path)));
        return state.all();
      },
      async save(changes) {
        state.apply(changes);
        await mkdir(directory, { recursive: true });
        await writeWhole(path, JSON.stringify(state.all()));
      },
      close: async () => {},
    };
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
}
