/** Messages of a conversation, of a sender, or of a sender in a conversation: at least one is named. */
export interface Watched {
  readonly app: string;
  readonly conversation?: string | undefined;
  readonly from?: string | undefined;
}

export interface WatchedFor extends Watched {
  /** Until it is over by itself. */
  readonly leftMs: number;
}

interface Watch {
  readonly what: Watched;
  /** `shop/` */
  readonly prefix: string;
  /** `shop/group:lobby` */
  readonly key: string | undefined;
  endsAtMs: number;
}

/** What began to be followed at the very end is still to be told to its last device. ms. */
const lingerMs = 5000;
const never = Number.POSITIVE_INFINITY;

/** Whose messages are followed, all of them, because somebody asked for it. Times are monotonic, ms. */
export class WayWatch {
  /** Something is followed, or was a moment ago. */
  isActive = false;
  readonly #most: number;
  #all: Watch[] = [];
  #emptyAtMs: number | undefined;
  #changesAtMs = never;

  /** `most` at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** To be called before a message is taken up: what is over ends. */
  look(nowMs: number): void {
    if (nowMs < this.#changesAtMs) return;
    this.#all = this.#all.filter(({ endsAtMs }) => endsAtMs > nowMs);
    this.#settle(nowMs);
  }

  /** Whether `add` would take it: there is room, or it is followed already. */
  hasRoomFor(what: Watched): boolean {
    return this.#all.length < this.#most || this.#find(what) !== undefined;
  }

  /** Once more begins anew. False when too many are followed. */
  add(what: Watched, nowMs: number, forMs: number): boolean {
    this.look(nowMs);
    if (!this.hasRoomFor(what)) return false;
    const { app, conversation } = what;
    const key = conversation === undefined ? undefined : `${app}/${conversation}`;
    this.#drop(what);
    this.#all.push({ what, prefix: `${app}/`, key, endsAtMs: nowMs + forMs });
    this.#settle(nowMs);
    return true;
  }

  remove(what: Watched, nowMs: number): void {
    this.#drop(what);
    this.#settle(nowMs);
  }

  /** Those that end first come first. */
  list(nowMs: number): WatchedFor[] {
    this.look(nowMs);
    const all = this.#all.map(({ what, endsAtMs }) => ({ ...what, leftMs: endsAtMs - nowMs }));
    return all.sort((a, b) => a.leftMs - b.leftMs);
  }

  /** Whether messages of the conversation with this key are followed, of whichever sender. */
  mayHave(key: string): boolean {
    return this.#all.some((watch) => isOf(watch, key));
  }

  /** … and of this sender. */
  has(key: string, from: string): boolean {
    return this.#all.some((watch) => isOf(watch, key) && (watch.what.from ?? from) === from);
  }

  #find({ app, conversation, from }: Watched): Watch | undefined {
    return this.#all.find(
      ({ what }) => what.app === app && what.conversation === conversation && what.from === from,
    );
  }

  #drop(what: Watched): void {
    const found = this.#find(what);
    this.#all = this.#all.filter((watch) => watch !== found);
  }

  #settle(nowMs: number): void {
    if (this.#all.length > 0) {
      this.isActive = true;
      this.#emptyAtMs = undefined;
      this.#changesAtMs = Math.min(...this.#all.map(({ endsAtMs }) => endsAtMs));
      return;
    }
    this.#emptyAtMs ??= nowMs;
    const quietAtMs = this.#emptyAtMs + lingerMs;
    this.isActive = this.isActive && nowMs < quietAtMs;
    this.#changesAtMs = this.isActive ? quietAtMs : never;
  }
}

function isOf({ key, prefix }: Watch, of: string): boolean {
  return key === undefined ? of.startsWith(prefix) : of === key;
}
