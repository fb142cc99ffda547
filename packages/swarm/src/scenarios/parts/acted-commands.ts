import type { RoomCommand } from '../../device/entries-frame.ts';

/** Time in which acts on a spread command are counted together. ms. */
export const binMs = 100;
/** Acts later than this after a spread command was stored are counted in the last bin. ms. */
const lastBinMs = 700_000;

/** What the devices of a process did about one command of a room; JSON. */
export type ActedCommand = {
  syncId: number;
  /** Of a spread command: its window. Undefined: it was to be acted on at an instant. ms. */
  spreadMs?: number;
  /** Devices that were told of it … */
  told: number;
  /** … and acted. */
  acted: number;
  /** Of a spread one: acts in each `binMs` since it was stored. */
  bins: number[];
  /** Of an instant: acts that were further from it than is allowed, and the furthest. ms. */
  off: number;
  furthestMs: number;
};

/** Adds up what devices do about commands; one entry for each command, however many devices. */
export class ActedCommands {
  readonly #withinMs: number;
  readonly #commands = new Map<number, ActedCommand>();

  /** Acts on an instant may be so far from it. */
  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  get all(): ActedCommand[] {
    return [...this.#commands.values()];
  }

  told(syncId: number, command: RoomCommand): void {
    this.#of(syncId, command).told += 1;
  }

  /** `atMs` by the server's clock. */
  acted(syncId: number, command: RoomCommand, atMs: number): void {
    const figures = this.#of(syncId, command);
    figures.acted += 1;
    if (command.activateAt === undefined) countInBin(figures.bins, atMs - command.at);
    else this.#measure(figures, atMs - command.activateAt);
  }

  #measure(figures: ActedCommand, offMs: number): void {
    if (Math.abs(offMs) > this.#withinMs) figures.off += 1;
    if (Math.abs(offMs) > Math.abs(figures.furthestMs)) figures.furthestMs = offMs;
  }

  #of(syncId: number, { spreadMs, activateAt }: RoomCommand): ActedCommand {
    let figures = this.#commands.get(syncId);
    if (figures === undefined) {
      const spread = activateAt === undefined && spreadMs !== undefined ? { spreadMs } : {};
      figures = { syncId, ...spread, told: 0, acted: 0, bins: [], off: 0, furthestMs: 0 };
      this.#commands.set(syncId, figures);
    }
    return figures;
  }
}

function countInBin(bins: number[], afterMs: number): void {
  const bin = Math.floor(Math.min(lastBinMs, Math.max(0, afterMs)) / binMs);
  while (bins.length <= bin) bins.push(0);
  bins[bin] = (bins[bin] as number) + 1;
}

/** The same of all processes together, in the order of the room's log. */
export function addUp(lists: readonly (readonly ActedCommand[])[]): ActedCommand[] {
  const sums = new Map<number, ActedCommand>();
  for (const command of lists.flat()) {
    const sum = sums.get(command.syncId);
    sums.set(command.syncId, sum === undefined ? command : both(sum, command));
  }
  return [...sums.values()].sort((a, b) => a.syncId - b.syncId);
}

function both(a: ActedCommand, b: ActedCommand): ActedCommand {
  const [longer, shorter] = a.bins.length >= b.bins.length ? [a, b] : [b, a];
  return {
    ...a,
    told: a.told + b.told,
    acted: a.acted + b.acted,
    bins: longer.bins.map((count, i) => count + (shorter.bins[i] ?? 0)),
    off: a.off + b.off,
    furthestMs: Math.abs(a.furthestMs) >= Math.abs(b.furthestMs) ? a.furthestMs : b.furthestMs,
  };
}
