import type { Random, UserId } from '@eagre/protocol';
import type { Member } from '../member.ts';

/** Draws for each name of a sample: a user with many devices is drawn again and again. */
const drawsPerName = 4;

/**
 * The members of one room of this node: for a random one, the newest ones and those of a user no
 * walk through all is needed, and coming and going costs the same however many there are.
 */
export class Roster {
  readonly #random: Random;
  readonly #seats: Member[] = [];
  /** One device of each user; the others hang on it as siblings. */
  readonly #users = new Map<UserId, Member>();
  #newest: Member | undefined = undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  get devices(): number {
    return this.#seats.length;
  }

  /** Different users. */
  get users(): number {
    return this.#users.size;
  }

  get newest(): Member | undefined {
    return this.#newest;
  }

  has(member: Member): boolean {
    return member.seat >= 0 && this.#seats[member.seat] === member;
  }

  /** True when it is the first device of its user. */
  add(member: Member): boolean {
    member.seat = this.#seats.length;
    this.#seats.push(member);
    member.older = this.#newest;
    if (this.#newest !== undefined) this.#newest.newer = member;
    this.#newest = member;
    member.sibling = this.#users.get(member.user);
    this.#users.set(member.user, member);
    return member.sibling === undefined;
  }

  remove(member: Member): void {
    this.#clearSeat(member);
    this.#unlinkAge(member);
    this.#unlinkUser(member);
  }

  of(user: UserId): Member[] {
    const members: Member[] = [];
    for (let one = this.#users.get(user); one !== undefined; one = one.sibling) members.push(one);
    return members;
  }

  /** One member for each user, newest first: at most `most`, after looking at `looks` members. */
  newestUsers(most: number, looks: number): Map<UserId, Member> {
    const found = new Map<UserId, Member>();
    let left = looks;
    for (let one = this.#newest; one !== undefined && left > 0; one = one.older) {
      if (found.size === most) break;
      left -= 1;
      if (!found.has(one.user)) found.set(one.user, one);
    }
    return found;
  }

  /** Adds members of other users, drawn at random, until there are `most`. */
  fill(found: Map<UserId, Member>, most: number): void {
    for (let draws = (most - found.size) * drawsPerName; draws > 0; draws -= 1) {
      if (found.size >= most) return;
      const one = this.#seats[Math.floor(this.#random.next() * this.#seats.length)];
      if (one !== undefined && !found.has(one.user)) found.set(one.user, one);
    }
  }

  /** The last one takes the seat. */
  #clearSeat(member: Member): void {
    const last = this.#seats.pop();
    if (last !== undefined && last !== member) {
      this.#seats[member.seat] = last;
      last.seat = member.seat;
    }
    member.seat = -1;
  }

  #unlinkAge(member: Member): void {
    const { older, newer } = member;
    if (older !== undefined) older.newer = newer;
    if (newer !== undefined) newer.older = older;
    else this.#newest = older;
    member.older = undefined;
    member.newer = undefined;
  }

  #unlinkUser(member: Member): void {
    const first = this.#users.get(member.user);
    const rest = member.sibling;
    member.sibling = undefined;
    if (first !== member) {
      let before = first;
      while (before !== undefined && before.sibling !== member) before = before.sibling;
      if (before !== undefined) before.sibling = rest;
    } else if (rest === undefined) this.#users.delete(member.user);
    else this.#users.set(member.user, rest);
  }
}
