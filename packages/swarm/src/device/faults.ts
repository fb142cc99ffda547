/**
 * What can be wrong with what devices saw.
 * `order`: a place or a number that is not after the one before; `place`: two messages at one place, or
 * one elsewhere than its sender was told; `time`: a frame older than the one before; `duplicate`: a
 * message twice; `refused`: one that was refused for good; `gap`: the server says that something is
 * gone; `pull`: what is missing can't be had; `count`: an impossible number; `close`: a connection ended.
 */
export type FaultKind =
  | 'order'
  | 'place'
  | 'time'
  | 'duplicate'
  | 'refused'
  | 'gap'
  | 'pull'
  | 'count'
  | 'close'
  | 'other';

export interface FaultCount {
  count: number;
  /** The first few. */
  examples: string[];
}

/** Texts kept of each kind; past it they are only counted. */
export const keptExamples = 5;
/** Texts kept of all kinds together. */
const keptFaults = 20;

/** Faults that devices found by themselves; memory is bounded however many there are. */
export class Faults {
  /** The first ones, of all kinds. */
  readonly texts: string[] = [];
  readonly byKind = new Map<FaultKind, FaultCount>();
  count = 0;

  add(text: string, kind: FaultKind): void {
    this.count += 1;
    if (this.texts.length < keptFaults) this.texts.push(text);
    let ofKind = this.byKind.get(kind);
    if (ofKind === undefined) {
      ofKind = { count: 0, examples: [] };
      this.byKind.set(kind, ofKind);
    }
    ofKind.count += 1;
    if (ofKind.examples.length < keptExamples) ofKind.examples.push(text);
  }
}
