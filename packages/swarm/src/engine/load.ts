import type { Random } from '@eagre/protocol';
import type { Fleet } from '../device/fleet.ts';
import type { Books } from './books.ts';
import type { Json } from './json.ts';
import type { Meter } from './meter.ts';

/** Which of a run's processes this is: one of `of`, from 0. */
export interface Share {
  index: number;
  of: number;
}

/** Options of a scenario, as parsed: numbers and texts by name. */
export type OptionValues = Readonly<Record<string, number | string>>;

/**
 * What a scenario's part in one process works with. The same code runs in each process of the run, for
 * its share of the devices.
 */
export interface Load {
  readonly share: Share;
  readonly options: OptionValues;
  /** In names of users, groups and rooms, so that two runs on one server do not meet. Letters and digits. */
  readonly runId: string;
  /** Follows from the seed and the share. */
  readonly random: Random;
  readonly fleet: Fleet;
  readonly meter: Meter;
  readonly books: Books;
  /** Aborted when the run shall end: by Ctrl-C or because another process failed. */
  readonly signal: AbortSignal;
  tokenFor(user: string): string | Promise<string>;
  /**
   * Waits until every process of the run is here, and gives what the controller says to it: undefined,
   * unless the scenario has a `onSync` that says something. `value` goes to the controller.
   */
  sync(name: string, value?: Json): Promise<Json | undefined>;
  /** For people: what goes on now; and how much of it is done, 0 to 1. */
  progress(label: string, fraction?: number): void;
  /** Waits, and shows how far it is; ends early when the run shall end. */
  pause(seconds: number, label?: string): Promise<void>;
}

/** The items of which a process has its share: every `of`-th one. */
export function shareOf<T>(items: readonly T[], { index, of }: Share): T[] {
  return items.filter((_item, at) => at % of === index);
}
