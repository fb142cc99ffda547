import type { Clock, Random, RoomJoins, RoomOnline, UserId } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import type { Member } from '../member.ts';
import { CrowdTeller } from './crowd-teller.ts';
import { JoinSample } from './join-sample.ts';
import { OnlineCurve } from './online-curve.ts';
import { type CrowdMessage, RemoteCrowds } from './remote-crowds.ts';
import { Roster } from './roster.ts';
import { Visitors } from './visitors.ts';

export interface CrowdOptions {
  /** Name of this node among those that share the bus. */
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Pick<
    Limits,
    'roomCrowdMs' | 'roomCrowdForgetMs' | 'roomCurveMs' | 'roomCurvePoints' | 'roomJoinNames'
  >;
}

/** Members looked at to find one name among the newest: users have a few devices at most. */
const looksPerName = 4;

/**
 * How many are in one room, and who: exact for this node, and with what the other nodes have told.
 * The total is right 1 s after the last change on whatever node (`roomCrowdMs`, and once more if a
 * message is lost). A device that moves between nodes may count on both for as long as `Presence`
 * says, and so may the peak.
 */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #roster: Roster;
  readonly #remote: RemoteCrowds;
  readonly #teller: CrowdTeller;
  readonly #visitors = new Visitors();
  readonly #curve: OnlineCurve;
  /** For this node's frames, and for the other nodes. */
  readonly #joins: JoinSample;
  readonly #localJoins: JoinSample;
  #peak = 0;
  #recordVersion = 0;

  constructor(options: CrowdOptions) {
    const { random, limits } = options;
    this.#options = options;
    this.#roster = new Roster(random);
    this.#remote = new RemoteCrowds(limits.roomCrowdForgetMs);
    this.#teller = new CrowdTeller(limits);
    this.#joins = new JoinSample(random, limits.roomJoinNames);
    this.#localJoins = new JoinSample(random, limits.roomJoinNames);
    this.#curve = new OnlineCurve({
      everyMs: limits.roomCurveMs,
      mostPoints: limits.roomCurvePoints,
    });
  }

  /** Devices here. */
  get devices(): number {
    return this.#roster.devices;
  }

  /** Different users here. */
  get users(): number {
    return this.#roster.users;
  }

  /** Of all nodes. */
  total(): RoomOnline {
    return {
      devices: this.#roster.devices + this.#remote.devices,
      users: this.#roster.users + this.#remote.users,
    };
  }

  /** The most devices at once, of all nodes. */
  get peak(): number {
    return this.#peak;
  }

  /** Different users so far, of all nodes: see `Visitors` for the error. */
  get visitors(): number {
    return this.#visitors.count;
  }

  /** Grows when peak or visitors have changed. */
  get recordVersion(): number {
    return this.#recordVersion;
  }

  /** Peak and visitors as they are stored with the room. */
  record(): { peak: number; visitors: string } {
    return { peak: this.#peak, visitors: this.#visitors.encode() };
  }

  /** Takes in what was stored, or what another node stored. A sketch that is none counts nothing. */
  restore(record: { peak: number; visitors: string }): void {
    this.#raisePeak(record.peak);
    this.#mergeVisitors(record.visitors);
  }

  /** A member that is here already changes nothing. */
  add(member: Member): void {
    if (this.#roster.has(member)) return;
    const isNewUser = this.#roster.add(member);
    this.#raisePeak(this.#roster.devices + this.#remote.devices);
    if (!isNewUser) return;
    this.#joins.add(member.user);
    this.#localJoins.add(member.user);
    if (!this.#visitors.add(member.user)) return;
    this.#recordVersion += 1;
    this.#teller.sketchChanged();
  }

  remove(member: Member): void {
    if (this.#roster.has(member)) this.#roster.remove(member);
  }

  /** What another node told; its own a node does not take. */
  take(message: CrowdMessage): void {
    if (message.node === this.#options.node) return;
    const isNew = this.#remote.take(message, this.#options.clock.monotonicMs());
    if (isNew) this.#teller.nodeCame();
    this.#raisePeak(this.#roster.devices + this.#remote.devices);
    if (message.visitors !== undefined) this.#mergeVisitors(message.visitors);
  }

  /**
   * What the other nodes are to be told now; undefined: nothing. To be called every `roomCrowdMs`: it
   * forgets silent nodes and keeps the curve, too.
   */
  report(): CrowdMessage | undefined {
    const { node, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#remote.forgetSilent(nowMs);
    const { devices, users } = this.#roster;
    this.#curve.note(nowMs, clock.now(), devices + this.#remote.devices);
    const visitors = () => this.#visitors.encode();
    return this.#teller.next(node, { devices, users, visitors }, nowMs);
  }

  /** What another node that asks is told; with the sketch of visitors if it wants that. */
  figures({ visitors = false } = {}): CrowdMessage {
    const { devices, users } = this.#roster;
    const sketch = visitors ? { visitors: this.#visitors.encode() } : {};
    return { type: 'crowd', node: this.#options.node, devices, users, ...sketch };
  }

  /** Devices of all nodes, one point every `roomCurveMs`, oldest first. `at` is wall clock time, ms. */
  curve(): { at: number; devices: number }[] {
    return this.#curve.points();
  }

  /** Who came in on any node since the last call. Undefined: nobody. */
  takeJoins(mostNames: number): RoomJoins | undefined {
    return this.#joins.take(mostNames);
  }

  /** Who came in on this node since the last call, for the other nodes. Undefined: nobody. */
  takeLocalJoins(mostNames: number): RoomJoins | undefined {
    return this.#localJoins.take(mostNames);
  }

  /** Who came in on another node. */
  offerRemoteJoins(users: readonly UserId[], more: number): void {
    if (users.length + more > 0) this.#joins.merge(users, more);
  }

  get newest(): Member | undefined {
    return this.#roster.newest;
  }

  /** All devices of a user that are in the room on this node. */
  membersOf(user: UserId): Member[] {
    return this.#roster.of(user);
  }

  /**
   * One member for each user, newest first: all of a room of up to `mostFull` devices; of a larger
   * one the newest, and others drawn at random, `sample` in all. Looks at a few hundred members at
   * most. Not `complete` when others are missing, here or on another node.
   */
  members(mostFull: number, sample: number): { members: Member[]; complete: boolean } {
    const { devices } = this.#roster;
    if (devices <= mostFull) {
      const found = this.#roster.newestUsers(devices, devices);
      return { members: [...found.values()], complete: this.#remote.devices === 0 };
    }
    const newest = Math.ceil(sample / 2);
    const found = this.#roster.newestUsers(newest, newest * looksPerName);
    this.#roster.fill(found, sample);
    return { members: [...found.values()], complete: false };
  }

  #raisePeak(devices: number): void {
    if (devices <= this.#peak) return;
    this.#peak = devices;
    this.#recordVersion += 1;
  }

  #mergeVisitors(text: string): void {
    const other = Visitors.decode(text);
    if (other !== undefined && this.#visitors.merge(other)) this.#recordVersion += 1;
  }
}
