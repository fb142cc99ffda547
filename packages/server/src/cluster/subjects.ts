/** Every node hears this. No key of a queue begins with a `#`. */
export const nodesSubject = '#nodes';

/** Heard by one node. */
export function nodeSubject(node: string): string {
  return `#node:${node}`;
}
