import type { Random, RoomJoins, UserId } from '@eagre/protocol';

/**
 * Who came in since it was taken last: a few names, each of those who came as likely as any other,
 * and how many there were. Memory is the names, whatever rush there is.
 */
export class JoinSample {
  readonly #random: Random;
  readonly #mostNames: number;
  #names: UserId[] = [];
  #total = 0;

  constructor(random: Random, mostNames: number) {
    this.#random = random;
    this.#mostNames = mostNames;
  }

  add(user: UserId): void {
    if (this.#names.includes(user)) return;
    this.#total += 1;
    if (this.#names.length < this.#mostNames) this.#names.push(user);
    else {
      const place = Math.floor(this.#random.next() * this.#total);
      if (place < this.#mostNames) this.#names[place] = user;
    }
  }

  /** Joins of another place: `users` are a fair sample of them, `more` are not named. */
  merge(users: readonly UserId[], more: number): void {
    const mine = { names: this.#names, left: this.#total };
    const names = users.filter((user) => !mine.names.includes(user));
    const theirs = { names, left: names.length + more };
    this.#total += theirs.left;
    this.#names = [];
    while (this.#names.length < this.#mostNames) {
      const user = this.#draw(mine, theirs);
      if (user === undefined) break;
      this.#names.push(user);
    }
  }

  /** With at most so many names. Undefined when nobody came. */
  take(mostNames: number): RoomJoins | undefined {
    if (this.#total === 0) return undefined;
    const users = this.#names.slice(0, mostNames);
    const more = this.#total - users.length;
    this.#names = [];
    this.#total = 0;
    return { users, more };
  }

  /** One of all who are left on both sides; from the other side where one has no more names. */
  #draw(mine: Side, theirs: Side): UserId | undefined {
    const isMine = this.#random.next() * (mine.left + theirs.left) < mine.left;
    const [first, second] = isMine ? [mine, theirs] : [theirs, mine];
    const side = first.names.length > 0 ? first : second;
    if (side.names.length === 0) return undefined;
    side.left -= 1;
    return side.names.splice(Math.floor(this.#random.next() * side.names.length), 1)[0];
  }
}

/** Names of one side of a merge that were not drawn yet, and how many people they stand for. */
interface Side {
  readonly names: UserId[];
  left: number;
}
