/**
 * What a server may do wrong. Each strikes every so many times that its occasion comes.
 * In conversations: `drop` stores something else in the place of a message that it acknowledges;
 * `double` stores it twice; `swapForOne` swaps it with the next for one device, `swapForAll` for all;
 * `hole` leaves out a number; `wrongAck` tells another
 * place; `forget` acknowledges and stores nothing; `showRefused` stores what it refuses; `mute` never
 * answers; `skipDevice` gives one device everything but that message.
 * In rooms: `loseChat` shows it to nobody and does not count it; `loseForOne` keeps a frame from one
 * device; `doubleChat` shows it again; `lateChat` shows it after the sender's next one; `showRefusedChat`;
 * `doubleTaps` and `loseTaps` at the counters.
 * Everywhere: `close` ends the connection of whoever sends; `slow` answers and pushes late.
 */
export type DefectName =
  | 'drop'
  | 'double'
  | 'swapForOne'
  | 'swapForAll'
  | 'hole'
  | 'wrongAck'
  | 'forget'
  | 'showRefused'
  | 'mute'
  | 'skipDevice'
  | 'loseChat'
  | 'loseForOne'
  | 'doubleChat'
  | 'lateChat'
  | 'showRefusedChat'
  | 'doubleTaps'
  | 'loseTaps'
  | 'close';

export interface DefectOptions {
  /** A defect strikes each so-manieth time. */
  every?: Partial<Record<DefectName, number>>;
  /** Everything that a server sends is late by this. ms. */
  slowMs?: number;
  /** Added to the devices of each room, in frames and in books. */
  onlineOff?: number;
  /** Bytes more at each look at the metrics. */
  leakBytes?: number;
}

/** Says when a planted defect strikes. */
export class Defects {
  readonly options: DefectOptions;
  readonly #occasions = new Map<DefectName, number>();
  /** How often any has struck. */
  strikes = 0;

  constructor(options: DefectOptions = {}) {
    this.options = options;
  }

  hits(name: DefectName): boolean {
    const every = this.options.every?.[name];
    if (every === undefined) return false;
    const occasion = (this.#occasions.get(name) ?? 0) + 1;
    this.#occasions.set(name, occasion);
    if (occasion % every !== 0) return false;
    this.strikes += 1;
    return true;
  }
}
