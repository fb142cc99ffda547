import type { EagreClient } from '@eagre/client';
import type { Stack } from './stack.ts';

/** What the tab shows again when it comes back: for as long as the shopper's client is in use. */
export interface Memory {
  stack: Stack;
  /** What was typed and not sent, by conversation. */
  readonly drafts: Map<string, string>;
}

const memories = new WeakMap<EagreClient, Memory>();

export function memoryOf(client: EagreClient): Memory {
  const known = memories.get(client);
  if (known !== undefined) return known;
  const memory: Memory = { stack: [], drafts: new Map() };
  memories.set(client, memory);
  return memory;
}
