interface NetworkEventTarget {
  addEventListener?(name: string, handler: () => void): void;
  removeEventListener?(name: string, handler: () => void): void;
}

const names = ['online', 'offline'];

/** Tells when a browser says that the network came or went; elsewhere nothing is told. */
export function watchNetwork(
  changed: () => void,
  target: NetworkEventTarget = globalThis as NetworkEventTarget,
): () => void {
  for (const name of names) target.addEventListener?.(name, changed);
  return () => {
    for (const name of names) target.removeEventListener?.(name, changed);
  };
}
