type Ending = () => void;

const endings = new Set<Ending>();
let isListening = false;

/**
 * Runs `ending` when this process ends in a way that it notices itself: by `process.exit`, by an error
 * that nobody caught, or at the end of its work. The result takes it off the list.
 */
export function atExit(ending: Ending): () => void {
  if (!isListening) process.on('exit', endAll);
  isListening = true;
  endings.add(ending);
  return () => endings.delete(ending);
}

/** The latest first; what goes wrong with one must not keep the others from being undone. */
function endAll(): void {
  for (const ending of [...endings].reverse()) {
    try {
      ending();
    } catch (error) {
      console.error(`eagre swarm: cleaning up: ${error instanceof Error ? error.message : error}`);
    }
  }
}
