import type { SeededRandom } from '@eagre/testkit';
import { firstOf } from './spread.ts';

/** Users by their place in the list. */
export interface Bring {
  what: 'create' | 'invite';
  group: string;
  users: number[];
}

export interface Say {
  /** A card goes from hand to hand, and this is its so many-th hop. */
  what: 'card' | 'thanks';
  conversation: string;
  hop: number;
}

/** One thing that a user does on the way of a chain. */
export type Act = Bring | Say;

/** What a user does when it hears of a card: the first message of that user in that conversation. */
export interface Step {
  user: number;
  /** Undefined: begins by itself. */
  heard: { conversation: string; from: number } | undefined;
  acts: Act[];
}

export interface Team {
  group: string;
  /** In the order in which they join; the first is the founder. */
  members: number[];
  /** Cards handed on until it was founded. */
  hop: number;
}

export interface ChainPlan {
  teams: Team[];
  steps: Step[];
}

export interface ChainShape {
  runId: string;
  users: readonly string[];
  teamSize: number;
  /** How many each member brings into its team, at most. */
  fanout: number;
  /** Teams that begin by themselves; the others are founded on somebody's card. */
  roots: number;
}

/** Of a team's members, so many are in an earlier team as well. */
const overlapShare = 0.25;
/** Teams that are founded by a friend outside the group, who got the card in a direct conversation. */
const friendShare = 0.5;

/**
 * Teams that grow by invitation and divide: a founder invites a few, who invite a few each, until the
 * team is full; some members take the card out of it, to a friend or by themselves, and found the next
 * team. Nobody acts before it has heard from whoever invited it, so that the chain is as deep as it is.
 */
export function chainPlan(shape: ChainShape, random: SeededRandom): ChainPlan {
  const plan = new Planner(shape, random);
  while (plan.hasFresh) plan.found();
  return plan;
}

class Planner implements ChainPlan {
  readonly teams: Team[] = [];
  readonly steps: Step[] = [];
  readonly #shape: ChainShape;
  readonly #random: SeededRandom;
  /** In no team yet. */
  readonly #fresh: number[];
  /** Steps that may take a card out of their team, each once. */
  readonly #carriers: { step: Step; hop: number }[] = [];

  constructor(shape: ChainShape, random: SeededRandom) {
    this.#shape = shape;
    this.#random = random;
    this.#fresh = random.shuffle(firstOf(shape.users.length));
  }

  get hasFresh(): boolean {
    return this.#fresh.length > 0;
  }

  found(): void {
    const { step, hop } = this.#founder();
    const group = `group:${this.#shape.runId}-g${this.teams.length}`;
    const members = [step.user, ...this.#joiners(step.user)];
    this.teams.push({ group, members, hop });
    for (const [at, user] of members.entries()) {
      const brings = this.#broughtBy(members, at);
      const own =
        at === 0 ? step : this.#member(group, user, members[this.#parentOf(at)] as number);
      if (at === 0) own.acts.push({ what: 'create', group, users: brings });
      else if (brings.length > 0) own.acts.push({ what: 'invite', group, users: brings });
      const what = brings.length > 0 ? 'card' : 'thanks';
      const speaks: Say = { what, conversation: group, hop: hop + this.#levelOf(at) };
      own.acts.push(speaks);
      if (at > 0) this.#carriers.push({ step: own, hop: hop + this.#levelOf(at) });
    }
  }

  /** Whose step founds the next team, after so many hops of the card. */
  #founder(): { step: Step; hop: number } {
    const random = this.#random;
    const isRoot = this.teams.length < this.#shape.roots || this.#carriers.length === 0;
    if (isRoot) {
      const step: Step = { user: this.#takeFresh(), heard: undefined, acts: [] };
      this.steps.push(step);
      return { step, hop: 0 };
    }
    const [carrier] = this.#carriers.splice(random.int(this.#carriers.length), 1);
    const { step, hop } = carrier as { step: Step; hop: number };
    if (!random.chance(friendShare)) return { step, hop: hop + 1 };
    const friend = this.#takeFresh();
    const { users } = this.#shape;
    const conversation = directOf(users[step.user] as string, users[friend] as string);
    step.acts.push({ what: 'card', conversation, hop: hop + 1 });
    const heard = { conversation, from: step.user };
    const founding: Step = { user: friend, heard, acts: [] };
    this.steps.push(founding);
    return { step: founding, hop: hop + 2 };
  }

  #joiners(founder: number): number[] {
    const { teamSize, users } = this.#shape;
    const known = users.length - this.#fresh.length;
    const overlap = Math.min(known - 1, Math.round((teamSize - 1) * overlapShare));
    const joiners = new Set<number>();
    while (joiners.size < overlap) {
      const user = this.#known();
      if (user === founder) continue;
      joiners.add(user);
    }
    while (joiners.size < teamSize - 1 && this.hasFresh) joiners.add(this.#takeFresh());
    return this.#random.shuffle([...joiners]);
  }

  #member(group: string, user: number, from: number): Step {
    const step: Step = { user, heard: { conversation: group, from }, acts: [] };
    this.steps.push(step);
    return step;
  }

  #parentOf(at: number): number {
    return Math.floor((at - 1) / this.#shape.fanout);
  }

  #broughtBy(members: readonly number[], at: number): number[] {
    const { fanout } = this.#shape;
    return members.slice(at * fanout + 1, at * fanout + 1 + fanout);
  }

  /** Invitations between the founder and a member. */
  #levelOf(at: number): number {
    return at === 0 ? 0 : 1 + this.#levelOf(this.#parentOf(at));
  }

  #takeFresh(): number {
    return this.#fresh.pop() as number;
  }

  /** Somebody who is in a team already: all but the fresh ones, which are at the front. */
  #known(): number {
    const step = this.#random.pick(this.steps);
    return step.user;
  }
}

/** The direct conversation of two users. */
export function directOf(a: string, b: string): string {
  return a < b ? `direct:${a}:${b}` : `direct:${b}:${a}`;
}
