/**
 * The sums of a counter lie side by side under one key of the store, so that one read gives all: what
 * backends added has the counter's name, and what a node counted a name of its own, to which no other
 * node adds. No name of a counter has an `@`.
 */
const separator = '@';

export function nodeSumName(counter: string, node: string): string {
  return `${counter}${separator}${node}`;
}

/** Without `node`: what backends added. */
export function readSumName(name: string): { counter: string; node: string | undefined } {
  const at = name.indexOf(separator);
  if (at < 0) return { counter: name, node: undefined };
  return { counter: name.slice(0, at), node: name.slice(at + separator.length) };
}
