type Undo = () => void | Promise<void>;

const undos = new Set<Undo>();

/**
 * Registers what must be undone however the program ends: children, temporary directories. The result
 * undoes it at once and takes it off the list.
 */
export function onExit(undo: Undo): () => Promise<void> {
  undos.add(undo);
  return async () => {
    if (undos.delete(undo)) await undo();
  };
}

/** Undoes everything, the latest first; an error of one does not keep the others from running. */
export async function cleanUp(): Promise<void> {
  for (const undo of [...undos].reverse()) {
    undos.delete(undo);
    try {
      await undo();
    } catch (error) {
      console.error(`eagre bench: cleaning up: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** Ctrl+C and its like end children and remove directories before they end the program. */
export function cleanUpOnSignals(): void {
  const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
  for (const [signal, number] of Object.entries(numbers)) {
    process.once(signal, () => {
      console.error(`\neagre bench: ${signal}, cleaning up`);
      void cleanUp().finally(() => process.exit(128 + number));
    });
  }
}
