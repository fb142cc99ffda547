import type { AppId, Clock, DeviceId, UserId } from '@eagre/protocol';
import type { OnlineDevice } from '../api/services.ts';
import type { ClusterBus, KickMessage } from '../bus/bus.ts';
import { type Answered, type Answers, Questions } from '../cluster/questions.ts';
import { type GoneEntry, Roster } from '../cluster/roster.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Identity } from '../gateway/identity.ts';
import { type UserKey, userKey, userQueueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Rooms } from '../room/rooms.ts';

export interface ClusterDeskOptions {
  readonly node: string;
  /** Absent where there is one node. */
  readonly bus: ClusterBus | undefined;
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'nodeTellMs' | 'nodeForgetMs' | 'nodeGoneMs' | 'nodesGone' | 'nodeAnswerMs' | 'replacedAgeMs'
  >;
  readonly version: string;
  readonly gateway: Pick<Gateway, 'connections' | 'draining' | 'registry'>;
  readonly rooms: Pick<Rooms, 'size'>;
  readonly report: (error: unknown, what: string) => void;
}

interface DevicesQuestion {
  readonly app: AppId;
  readonly user: UserId;
}

/** A question of one of several kinds. */
interface AnyQuestion {
  readonly about: string;
  readonly question: unknown;
}

/** `heard` is told of the answers of other nodes as they come. */
export type Ask<Question, Answer> = (
  question: Question,
  heard?: (answered: Answered<Answer>) => void,
) => Promise<Answers<Answer>>;

/** What a node knows of the others, and asks them; alone it knows and asks itself. */
export class ClusterDesk {
  readonly #options: ClusterDeskOptions;
  readonly #startedAt: number;
  readonly #roster: Roster | undefined;
  readonly #questions: Questions<AnyQuestion, unknown> | undefined;
  readonly #answers = new Map<string, (question: never) => unknown>();
  readonly #askDevices: Ask<DevicesQuestion, OnlineDevice[]>;

  constructor(options: ClusterDeskOptions) {
    const { bus, clock } = options;
    this.#options = options;
    this.#startedAt = clock.now();
    this.#askDevices = this.question('devices', (question) => this.#devicesHere(question));
    if (bus === undefined) return;
    const roster = new Roster({ ...options, bus, figures: () => this.#figures() });
    this.#roster = roster;
    this.#questions = new Questions({
      ...options,
      bus,
      others: () => roster.others(),
      answer: (question) => this.#answer(question),
    });
  }

  /**
   * A kind of question that every node answers from its own memory, as JSON; `about` is its name. A
   * node alone asks itself.
   */
  question<Question, Answer>(
    about: string,
    answer: (question: Question) => Answer,
  ): Ask<Question, Answer> {
    this.#answers.set(about, answer);
    return async (question, heard) => {
      const { node } = this.#options;
      if (this.#questions === undefined) {
        return { all: [{ node, answer: answer(question) }], missing: [] };
      }
      const hear = heard as ((answered: Answered<unknown>) => void) | undefined;
      const found = await this.#questions.ask({ about, question }, hear);
      return found as Answers<Answer>;
    };
  }

  /** Nodes that are known to run, this one among them, by name. */
  nodes() {
    const { node } = this.#options;
    return this.#roster?.nodes() ?? [{ node, ...this.#figures() }];
  }

  /** Nodes that fell silent lately, as far as this one has heard of them. */
  gone(): GoneEntry[] {
    return this.#roster?.gone() ?? [];
  }

  /** Whether work that one node does for all is this one's. */
  isFirst(): boolean {
    return this.#roster?.isFirst() ?? true;
  }

  /** Devices of a user on all nodes that answer. */
  async devicesOf(app: AppId, user: UserId): Promise<OnlineDevice[]> {
    const { all } = await this.#askDevices({ app, user });
    return all.flatMap(({ answer }) => answer);
  }

  /** A device was taken in here: what connection another node may still hold of it is to go. */
  entered({ app, user, device }: Pick<Identity, 'app' | 'user' | 'device'>): void {
    const { bus, node } = this.#options;
    bus?.publish(userQueueKey(app, user), { type: 'kick', device, reason: 'replaced', node });
  }

  /** Somebody wants connections of a user closed. */
  kick(user: UserKey, { device, node }: KickMessage): void {
    const { gateway, clock, limits } = this.#options;
    if (node === undefined) gateway.registry.kick(user, device);
    else if (node !== this.#options.node && device !== undefined) {
      const openedBeforeMs = clock.monotonicMs() - limits.replacedAgeMs;
      gateway.registry.replaced(user, device, openedBeforeMs);
    }
  }

  close(): void {
    this.#roster?.close();
    this.#questions?.close();
  }

  #answer({ about, question }: AnyQuestion): unknown {
    const answer = this.#answers.get(about);
    if (answer === undefined) throw new Error(`nobody here answers questions about ${about}`);
    return answer(question as never);
  }

  #figures() {
    const { gateway, rooms, version } = this.#options;
    return {
      version,
      startedAt: this.#startedAt,
      connections: gateway.connections,
      rooms: rooms.size,
      draining: gateway.draining,
    };
  }

  #devicesHere({ app, user }: DevicesQuestion): OnlineDevice[] {
    const { clock, gateway } = this.#options;
    const clockStartedAt = clock.now() - clock.monotonicMs();
    return gateway.registry.devicesOf(userKey(app, user)).flatMap((connection) => {
      const device: DeviceId | undefined = connection.identity?.device;
      if (device === undefined) return [];
      return [{ device, connectedAt: Math.round(clockStartedAt + connection.openedAtMs) }];
    });
  }
}
