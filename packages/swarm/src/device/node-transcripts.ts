import type { Ledger } from './ledger.ts';
import { Transcript } from './transcript.ts';

/**
 * What was said in rooms, by the node that showed it: each node of a cluster merges and picks on its
 * own, so that only the devices of one are shown the same.
 */
export class NodeTranscripts {
  readonly #ledger: Ledger;
  readonly #all = new Map<string, Transcript>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** `node`: as the server names it at the handshake; empty when there is one server. */
  of(node: string): Transcript {
    let transcript = this.#all.get(node);
    if (transcript === undefined) {
      transcript = new Transcript(this.#ledger);
      this.#all.set(node, transcript);
    }
    return transcript;
  }

  /** Different messages that any device was shown, of each node. */
  get messages(): number {
    return this.#sum(({ messages }) => messages);
  }

  /** Messages that were shown before an earlier one of their sender. */
  disordered(): number {
    return this.#sum((transcript) => transcript.disordered());
  }

  /** A message that no node may show, nor have shown just now. */
  refused(room: string, id: string): void {
    // The ledger, which all share, must know it even when nothing was shown yet.
    if (this.#all.size === 0) this.of('');
    for (const transcript of this.#all.values()) transcript.refused(room, id);
  }

  #sum(read: (transcript: Transcript) => number): number {
    return [...this.#all.values()].reduce((sum, transcript) => sum + read(transcript), 0);
  }
}
