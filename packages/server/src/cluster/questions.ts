import type { Clock } from '@eagre/protocol';
import type { BusMessage, ClusterBus, Subscription } from '../bus/bus.ts';
import type { Limits } from '../limits.ts';
import { nodeSubject, nodesSubject } from './subjects.ts';

export interface QuestionsOptions<Question, Answer> {
  /** This node's name. */
  readonly node: string;
  readonly bus: ClusterBus;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'nodeAnswerMs'>;
  /** Names of the other nodes that are to answer. */
  readonly others: () => readonly string[];
  /** This node's own answer. */
  readonly answer: (question: Question) => Answer;
  readonly report: (error: unknown, what: string) => void;
}

export interface Answered<Answer> {
  readonly node: string;
  readonly answer: Answer;
}

export interface Answers<Answer> {
  /** This node's first. */
  readonly all: readonly Answered<Answer>[];
  /** Nodes that are known to run and did not answer in time. */
  readonly missing: readonly string[];
}

/** Whichever node was asked, and whichever was quicker: what people see stays in its place. */
export function byNode(
  a: Pick<Answered<unknown>, 'node'>,
  b: Pick<Answered<unknown>, 'node'>,
): number {
  return a.node < b.node ? -1 : 1;
}

interface Asked {
  readonly missing: Set<string>;
  readonly hear: (node: string, text: string) => void;
  readonly done: () => void;
}

/**
 * Questions that each node answers from its own memory, such as where a user is connected. An answer
 * may be missing: who asks waits for the nodes that are known, and not for long.
 */
export class Questions<Question, Answer> {
  readonly #options: QuestionsOptions<Question, Answer>;
  readonly #subscriptions: readonly Subscription[];
  readonly #asked = new Map<number, Asked>();
  #ids = 0;

  constructor(options: QuestionsOptions<Question, Answer>) {
    const { bus, node } = options;
    this.#options = options;
    this.#subscriptions = [
      bus.subscribe(nodesSubject, (message) => this.#reply(message)),
      bus.subscribe(nodeSubject(node), (message) => this.#take(message)),
    ];
  }

  /** `heard` is told of the answers of other nodes as they come, in order with what else a node says. */
  async ask(
    question: Question,
    heard: (answered: Answered<Answer>) => void = () => {},
  ): Promise<Answers<Answer>> {
    const { bus, node, clock, limits, others, answer } = this.#options;
    const all: Answered<Answer>[] = [{ node, answer: answer(question) }];
    const missing = new Set(others());
    if (missing.size === 0 || !bus.connected) return { all, missing: [...missing] };
    this.#ids += 1;
    const id = this.#ids;
    const { promise, resolve } = Promise.withResolvers<void>();
    const hear = (from: string, text: string) => {
      const answered = { node: from, answer: JSON.parse(text) as Answer };
      all.push(answered);
      heard(answered);
    };
    this.#asked.set(id, { missing, hear, done: resolve });
    const timer = clock.setTimer(limits.nodeAnswerMs, resolve);
    bus.publish(nodesSubject, { type: 'ask', node, id, question: JSON.stringify(question) });
    await promise;
    timer.cancel();
    this.#asked.delete(id);
    return { all, missing: [...missing] };
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.cancel();
    for (const { done } of this.#asked.values()) done();
  }

  #reply(message: BusMessage): void {
    const { bus, node, answer, report } = this.#options;
    if (message.type !== 'ask' || message.node === node) return;
    try {
      const text = JSON.stringify(answer(JSON.parse(message.question) as Question));
      bus.publish(nodeSubject(message.node), {
        type: 'answer',
        node,
        id: message.id,
        answer: text,
      });
    } catch (error) {
      // A node of another version may ask what this one does not know.
      report(error, `a question of node ${message.node}`);
    }
  }

  #take(message: BusMessage): void {
    if (message.type !== 'answer') return;
    const asked = this.#asked.get(message.id);
    if (asked === undefined || !asked.missing.delete(message.node)) return;
    asked.hear(message.node, message.answer);
    if (asked.missing.size === 0) asked.done();
  }
}
