import { type Key, KeyReader } from './keys.ts';

/** The parts of `process.stdin` of a terminal that are used. */
export interface TerminalInput {
  setRawMode(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/** Reads keys one by one; call the returned function to give the terminal back. */
export function openKeyboard(input: TerminalInput, onKey: (key: Key) => void): () => void {
  const reader = new KeyReader();
  // A character may be cut between two chunks.
  const decoder = new TextDecoder();
  input.setRawMode(true);
  input.on('data', (chunk) => {
    for (const key of reader.read(decoder.decode(chunk, { stream: true }))) onKey(key);
  });
  input.on('end', () => onKey({ type: 'key', name: 'end-of-input' }));
  input.resume();
  return () => {
    input.setRawMode(false);
    input.pause();
  };
}
